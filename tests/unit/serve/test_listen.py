"""The address that is served."""

from __future__ import annotations

import socket

import pytest

from wikimill.errors import WikimillError
from wikimill.serve.listen import address_of, bind


@pytest.mark.parametrize(
    ("host", "start"),
    [("127.0.0.1", "http://127.0.0.1:"), ("LocalHost", "http://127.0.0.1:"), ("127.0.0.9", "http://127.0.0.9:")],
)
def test_a_free_port_is_found_and_named(host: str, start: str) -> None:
    with bind(host, 0) as found:
        assert address_of(found).startswith(start)
        assert found.getsockname()[1] > 0


def test_an_address_of_ipv6_is_in_brackets() -> None:
    try:
        found = bind("::1", 0)
    except WikimillError:
        pytest.skip("this machine has no IPv6")
    with found:
        assert address_of(found) == f"http://[::1]:{found.getsockname()[1]}/"


def test_a_port_in_use_is_named_with_the_fix() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(WikimillError) as refused:
            bind("127.0.0.1", port)
    assert str(refused.value) == (
        f"port {port} of 127.0.0.1 is in use; end the program that uses it, or choose another with --port"
    )


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.1", "example.org", "127.0.0.1:80", "", "a.localhost"])
def test_no_other_machine_is_served(host: str) -> None:
    with pytest.raises(WikimillError, match=r"wikimill serves this machine alone; use 127\.0\.0\.1, and reach it"):
        bind(host, 8000)

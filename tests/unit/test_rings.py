"""Ring 1 needs neither a network nor the libraries that train models, and its lock brings none of these."""

from __future__ import annotations

import importlib
import re
import socket
import sys

import pytest

from tests.clone import ROOT
from tests.isolation import TRAINING_LIBRARIES, NetworkError

LOCK = (ROOT / "requirements/quick.txt").read_text()


def test_the_quick_lock_has_no_library_that_trains() -> None:
    locked = {name.replace("-", "_") for name in re.findall(r"^([\w.-]+)==", LOCK, re.M)}
    assert {"onnxruntime", "pytest", "snakemake"} <= locked
    forbidden = {*TRAINING_LIBRARIES, "jaxlib", "tensorboard", "tensorflow_cpu"}
    assert not {name for name in locked if name in forbidden or name.startswith("nvidia_")}


@pytest.mark.parametrize("name", sorted(TRAINING_LIBRARIES))
def test_no_unit_test_can_import_a_library_that_trains(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, name, raising=False)
    with pytest.raises(ModuleNotFoundError, match=f"must not import {name}"):
        importlib.import_module(name)


def test_no_unit_test_can_reach_the_network() -> None:
    with pytest.raises(NetworkError, match="must not ask 192.0.2.1"):
        socket.create_connection(("192.0.2.1", 80), timeout=0.1)
    with pytest.raises(NetworkError, match="must not ask example.org"):
        socket.getaddrinfo("example.org", 443)
    with socket.socket() as client, pytest.raises(NetworkError, match="must not ask 192.0.2.1"):
        client.connect(("192.0.2.1", 80))
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        pass  # a stand-in on this machine is allowed

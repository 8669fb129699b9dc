"""Ring 1 keeps to itself: no server, no network, and none of the libraries that train models.

`make quick` runs ring 1 where those libraries are not installed. Here they are refused in any environment, so that a
unit test that needs them fails at once, whoever runs it.
"""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from ipaddress import ip_address
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.forked_worker import SUBPROCESS
from wikimill.convert import worker_process

TESTS = Path(__file__).parent
RING_1 = (TESTS / "unit", TESTS / "filters", TESTS / "reader", TESTS / "fuzz")
TRAINING_LIBRARIES = {"gpt_2_simple", "jax", "keras", "tensorflow", "torch", "transformers"}


class NetworkError(Exception):
    """A unit test wanted to ask a server, on this machine or elsewhere."""


class _RefuseTrainingLibraries(MetaPathFinder):
    """As if they were not installed."""

    def find_spec(self, name: str, _path: Sequence[str] | None, _target: ModuleType | None = None) -> None:
        if name.partition(".")[0] in TRAINING_LIBRARIES:
            raise ModuleNotFoundError(f"a unit test must not import {name}; move the test to tests/model", name=name)


@contextmanager
def isolated(path: Path) -> Iterator[None]:
    """Refuse servers and the libraries while a test of ring 1 runs, its fixtures included."""
    if not any(path.is_relative_to(folder) for folder in RING_1):
        yield
        return
    refuse = _RefuseTrainingLibraries()
    sys.meta_path.insert(0, refuse)
    try:
        with pytest.MonkeyPatch.context() as patch:
            for name in ("connect", "connect_ex"):
                patch.setattr(socket.socket, name, _unix_only(getattr(socket.socket, name)))
            patch.setattr(socket, "getaddrinfo", _numbers_only(socket.getaddrinfo))
            patch.setattr(worker_process, "subprocess", SUBPROCESS)
            yield
    finally:
        sys.meta_path.remove(refuse)


def _unix_only(connect: Callable[..., Any]) -> Callable[..., Any]:
    def checked(self: socket.socket, address: Any) -> Any:
        if self.family != socket.AF_UNIX:
            raise NetworkError(f"a unit test must not connect to {address}; replace the transport or move the test")
        return connect(self, address)

    return checked


def _numbers_only(resolve: Callable[..., Any]) -> Callable[..., Any]:
    def checked(host: Any, *arguments: Any, **options: Any) -> Any:
        try:
            ip_address(host)
        except ValueError:
            raise NetworkError(f"a unit test must not look {host} up; replace the transport or move the test") from None
        return resolve(host, *arguments, **options)

    return checked

"""The address that is served: a port of loopback."""

from __future__ import annotations

import errno
import socket
from ipaddress import ip_address

from wikimill.errors import WikimillError


def bind(host: str, port: int) -> socket.socket:
    """A socket at a port of loopback; 0 is a free one.

    Raises:
        WikimillError: another host, or a port that cannot be had.
    """
    address = "127.0.0.1" if host.casefold() == "localhost" else host
    if not _is_loopback(address):
        raise WikimillError(
            f"--host {host}: wikimill serves this machine alone; use 127.0.0.1, and reach it from another machine with "
            f"`ssh -L {port}:127.0.0.1:{port} HOST`"
        )
    found = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((address, port))
        found.listen()
    except OSError as error:
        found.close()
        if error.errno == errno.EADDRINUSE:
            raise WikimillError(
                f"port {port} of {address} is in use; end the program that uses it, or choose another with --port"
            ) from None
        if error.errno in (errno.EACCES, errno.EPERM):
            raise WikimillError(
                f"port {port} of {address} needs more rights; choose one above 1023 with --port"
            ) from None
        raise WikimillError(f"{address}: {error.strerror}; choose another --host, such as 127.0.0.1") from None
    return found


def address_of(found: socket.socket) -> str:
    """The URL of a server at a socket."""
    host, port = found.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False

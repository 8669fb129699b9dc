"""Connections that are watched: to what address they lead, and for how long a response may take, headers included.

A socket's time-out starts again with every byte, so a response that trickles in, or an endless `100 Continue`, never
reaches it. And what a host's name leads to may change between two questions: only the address of the connection counts.
"""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import threading
from collections.abc import Callable, Iterator

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.response import HTTPResponse

# Addresses of IPv6 that stand for one of IPv4: NAT64 (RFC 6052) and IPv4-compatible ones (RFC 4291).
STAND_INS = [ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("::/96")]
# NAT64 of a local network (RFC 8215), and 6to4 (RFC 3056), which was withdrawn.
NOT_PUBLIC = [ipaddress.IPv6Network("64:ff9b:1::/48"), ipaddress.IPv6Network("2002::/16")]


class PrivateAddressError(Exception):
    """A connection to an address where it may not lead; nothing was sent. The message names both."""


def is_public(text: str) -> bool:
    """Whether an IP address is that of one machine on the internet: not loopback, private, link-local, multicast."""
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        if any(address in network for network in STAND_INS):
            return is_public(str(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)))
        if address.ipv4_mapped:
            return is_public(str(address.ipv4_mapped))
        if address.is_site_local or any(address in network for network in NOT_PUBLIC):
            return False
    return address.is_global and not address.is_multicast


def addresses(host: str) -> set[str]:
    """The IP addresses of a host; none where its name is in no directory."""
    try:
        return {str(entry[4][0]) for entry in socket.getaddrinfo(host, None)}
    except (OSError, UnicodeError):
        return set()


class NamedNetwork:
    """Keeps connections out of our own network, unless the host that a person named is there.

    The first connection to that host decides, or else what its name leads to when a connection first leads to us.
    """

    def __init__(self, named: str) -> None:
        self.named = named
        self.is_ours: bool | None = None

    def permit(self, host: str, address: str) -> None:
        """See `PoliteAdapter`.

        Raises:
            PrivateAddressError: the connection leads into our own network, where nobody named a host.
        """
        if self.is_ours is None and host == self.named:
            self.is_ours = not is_public(address)
        if is_public(address):
            return
        if self.is_ours is None:
            self.is_ours = not all(map(is_public, addresses(self.named)))
        if not self.is_ours:
            raise PrivateAddressError(f"it leads to {host} at {address}, which is not on the internet")


class ConnectionWatch:
    """Knows the socket of the response that is awaited, and shuts it down when time is up.

    Args:
        permit: gets the host and the IP address of each new connection, before anything is sent; an exception ends it.
    """

    def __init__(self, permit: Callable[[str, str], None]) -> None:
        self.permit = permit
        self.socket: socket.socket | None = None
        self.exceeded = False  # then what was read is not the whole response, even if it looks complete

    def pools(self) -> dict[str, type[HTTPConnectionPool]]:
        """urllib3's connection pools by scheme, whose connections are watched."""
        watch = self

        class Plain(HTTPConnection):
            def _new_conn(self) -> socket.socket:
                return watch.permitted(self.host, super()._new_conn())

            def getresponse(self) -> HTTPResponse:  # type: ignore[override]
                watch.socket = self.sock
                return super().getresponse()

        class Encrypted(HTTPSConnection):
            def _new_conn(self) -> socket.socket:
                return watch.permitted(self.host, super()._new_conn())

            def getresponse(self) -> HTTPResponse:  # type: ignore[override]
                watch.socket = self.sock
                return super().getresponse()

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = Plain

        class EncryptedPool(HTTPSConnectionPool):
            ConnectionCls = Encrypted

        return {"http": PlainPool, "https": EncryptedPool}

    def permitted(self, host: str, connection: socket.socket) -> socket.socket:
        """The connection, if it leads where it may."""
        try:
            self.permit(host, str(connection.getpeername()[0]))
        except BaseException:
            connection.close()
            raise
        return connection

    @contextlib.contextmanager
    def limit(self, seconds: float) -> Iterator[None]:
        """After so many seconds the reading inside this context fails with a socket error."""
        self.exceeded = False
        timer = threading.Timer(seconds, self._expire)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            self.socket = None

    def _expire(self) -> None:
        self.exceeded = True
        if self.socket is not None:
            with contextlib.suppress(OSError):
                self.socket.shutdown(socket.SHUT_RDWR)

"""The server: its socket on loopback, and uvicorn, which ends at once when it is told to."""

from __future__ import annotations

import errno
import logging
import socket
from asyncio import AbstractEventLoop, get_running_loop
from types import FrameType

import uvicorn

from wikimill.errors import WikimillError
from wikimill.serve.app import Application
from wikimill.serve.connection import BoundedConnection
from wikimill.serve.guard import is_loopback

log = logging.getLogger(__name__)
STOP_SECONDS = 5  # that answers have to end


def bind(host: str, port: int) -> socket.socket:
    """A socket at a port of loopback; 0 is a free one.

    Raises:
        WikimillError: another host, or a port that cannot be had.
    """
    address = "127.0.0.1" if host.casefold() == "localhost" else host
    if not is_loopback(address):
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


class Server(uvicorn.Server):
    """uvicorn, which ends the work in progress when it is told to stop."""

    def __init__(self, config: uvicorn.Config, application: Application) -> None:
        super().__init__(config)
        self.application = application
        self.loop: AbstractEventLoop | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """See `uvicorn.Server`."""
        self.loop = get_running_loop()
        await super().startup(sockets)
        if sockets:
            log.info("%s is ready; Ctrl-C ends it", address_of(sockets[0]))

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """See `uvicorn.Server`."""
        super().handle_exit(sig, frame)
        if self.loop:
            self.loop.call_soon_threadsafe(self.application.stop)


def run(application: Application, found: socket.socket) -> None:
    """Serve until SIGINT or SIGTERM, which is raised again when all is done."""
    for name in ("uvicorn", "uvicorn.error"):
        logging.getLogger(name).setLevel(logging.WARNING)
    config = uvicorn.Config(
        application.guard,
        http=BoundedConnection,
        ws="none",
        lifespan="off",
        loop="asyncio",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=STOP_SECONDS,
    )
    Server(config, application).run([found])

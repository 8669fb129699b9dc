"""The server: its socket on loopback, and uvicorn, which ends at once when it is told to."""

from __future__ import annotations

import logging
import socket
from asyncio import AbstractEventLoop, get_running_loop
from types import FrameType

import uvicorn

from wikimill.serve.app import Application
from wikimill.serve.connection import BoundedConnection
from wikimill.serve.listen import address_of

log = logging.getLogger(__name__)
STOP_SECONDS = 5  # that answers have to end


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
        logging.getLogger(name).setLevel(logging.ERROR)  # not what clients do wrong
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

"""A web server that lets only holders of a certificate in, over TLS, and another one that must not get it."""

from __future__ import annotations

import contextlib
import json
import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.web_site import serving
from wikimill.config.model import MediaWiki
from wikimill.errors import WikimillError
from wikimill.sources.mediawiki.api import ApiSource
from wikimill.sources.mediawiki.credentials import variable_name
from wikimill.sources.mediawiki.discovery import find_api
from wikimill.wiki import Wiki

ETIQUETTE = MediaWiki(retries=0, requests_per_minute=6000)
RESULT = {"query": {"general": {"generator": "MediaWiki 1.43.0", "lang": "en"}, "pages": []}, "batchcomplete": True}


@dataclass
class Server:
    """A server and what came with each request: whether there was a certificate, and the header for a login."""

    host: str = ""
    redirect: str = ""  # to this host, of every request
    seen: list[tuple[bool, str | None]] = field(default_factory=list)

    @property
    def api(self) -> str:
        return f"https://{self.host}/w/api.php"


@contextlib.contextmanager
def serve(folder: Path, verify: ssl.VerifyMode) -> Iterator[Server]:
    found = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            assert isinstance(self.connection, ssl.SSLSocket)
            found.seen.append((bool(self.connection.getpeercert()), self.headers["Authorization"]))
            body = json.dumps(RESULT).encode()
            self.send_response(302 if found.redirect else 200)
            if found.redirect:
                self.send_header("Location", f"https://{found.redirect}{self.path}")
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            pass  # of a client without a certificate

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    context.load_verify_locations(folder / "cert.pem")
    context.verify_mode = verify
    server = Quiet(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    found.host = f"127.0.0.1:{server.server_port}"
    with serving(server):
        yield found


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a certificate that the servers and their client share, and trust."""
    made = (
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout key.pem -out cert.pem -days 2 "
        "-subj /CN=wiki -addext subjectAltName=IP:127.0.0.1"
    )
    subprocess.run(["openssl", *made.split()], cwd=tmp_path, check=True, capture_output=True)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "cert.pem"))
    return tmp_path


def give(names: dict[str, object], host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in names.items():
        monkeypatch.setenv(variable_name(name, Wiki.parse(f"https://{host}")), str(value))


def test_a_certificate_and_a_login_are_for_the_wikis_own_server(
    certificate: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serve(certificate, ssl.CERT_REQUIRED) as own, serve(certificate, ssl.CERT_OPTIONAL) as other:
        with pytest.raises(WikimillError, match=r"certificate.required|cannot be reached") as caught:
            find_api(own.api, None, ETIQUETTE, tmp_path)
        assert "\n" not in str(caught.value)
        assert own.seen == []

        files = {"CLIENT_CERTIFICATE": certificate / "cert.pem", "CLIENT_KEY": certificate / "key.pem"}
        give({**files, "HTTP_USERNAME": "me", "HTTP_PASSWORD": "pw"}, own.host, monkeypatch)
        assert find_api(own.api, None, ETIQUETTE, tmp_path).url == own.api
        with contextlib.closing(ApiSource(Wiki.parse(own.api), None, ETIQUETTE, tmp_path)) as source:
            assert source.find_by_id([7]) == {}
        assert own.seen == [(True, "Basic bWU6cHc=")] * 2

        own.redirect = other.host
        assert find_api(own.api, None, ETIQUETTE, tmp_path).url == other.api  # of the same domain
        assert own.seen.pop() == (True, "Basic bWU6cHc=")
        assert other.seen == [(False, None)]
        with (
            contextlib.closing(ApiSource(Wiki.parse(own.api), None, ETIQUETTE, tmp_path)) as source,
            pytest.raises(WikimillError, match="it redirects to 'https://127"),
        ):
            source.find_by_id([7])
        assert len(other.seen) == 1

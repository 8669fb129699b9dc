"""Downloading a released model, from a server on this machine that answers as Hugging Face's hub does."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread

import pytest

from wikimill.model.released import FILES

WEIGHTS = bytes(range(256)) * (100 << 10)  # 25 MiB: huggingface_hub writes 10 at a time
CONTENT = {"config.json": b"{}\n", "merges.txt": b"#version: 0.2\n", "vocab.json": b"{}", "model.safetensors": WEIGHTS}
SCRIPT = """
import sys
from pathlib import Path
from wikimill.errors import WikimillError
from wikimill.model import released

released.VOCABULARY = {VOCABULARY}
released.RELEASES = {{"124M": released.Release("owner/model", "0" * 40, *{OWN})}}
try:
    released.released_model("124M", Path("cache/models/124M"))
except WikimillError as error:
    sys.exit(f"wikimill: error: {{error}}")
"""


class Hub(ThreadingHTTPServer):
    """The hub and its storage; `asked` holds path, range and credentials of every request."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.content = dict(CONTENT)
        self.asked: list[tuple[str, str | None, str | None]] = []
        self.stop_after: int | None = None  # bytes of the weights after which nothing comes any more
        self.released = Event()
        Thread(target=self.serve_forever, daemon=True).start()

    @property
    def ranges(self) -> list[str | None]:
        return [span for path, span, _ in self.asked if path.startswith("/storage/")]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Hub

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers["Range"], self.headers["Authorization"]))
        name = self.path.rpartition("/")[2]
        if name not in self.server.content:
            self.answer(404, {"X-Error-Code": "EntryNotFound"}, b"")
        elif name == "model.safetensors" and not self.path.startswith("/storage/"):
            self.answer(302, {"Location": f"/storage/{name}"}, b"")
        else:
            self.send(self.server.content[name])

    def send(self, data: bytes) -> None:
        offset = int((self.headers["Range"] or "bytes=0-").removeprefix("bytes=").removesuffix("-"))
        if offset >= len(data):
            self.answer(416, {"Content-Range": f"bytes */{len(data)}"}, b"")
        elif offset:
            self.answer(206, {"Content-Range": f"bytes {offset}-{len(data) - 1}/{len(data)}"}, data[offset:])
        else:
            self.answer(200, {}, data)

    def answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        limit = self.server.stop_after
        if limit is not None and len(body) > limit:
            self.wfile.write(body[:limit])
            self.server.released.wait(60)
        else:
            self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        pass


@pytest.fixture
def hub() -> Iterator[Hub]:
    server = Hub()
    yield server
    server.released.set()
    server.shutdown()
    server.server_close()


def start_download(folder: Path, endpoint: str, **environment: str) -> subprocess.Popen[str]:
    sums = {name: hashlib.sha256(data).hexdigest() for name, data in CONTENT.items()}
    own = (sums["config.json"], sums["model.safetensors"])
    clean = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    clean |= {"HF_ENDPOINT": endpoint, "HF_HOME": str(folder / "home"), "HF_TOKEN": "hf_secret"}
    script = SCRIPT.format(VOCABULARY=json.dumps(sums), OWN=own)
    command = [sys.executable, "-c", script]
    return subprocess.Popen(command, cwd=folder, env={**clean, **environment}, stderr=subprocess.PIPE, text=True)


def run_download(folder: Path, hub: Hub) -> tuple[int, str]:
    """The exit code of a download, and its standard error."""
    process = start_download(folder, f"http://127.0.0.1:{hub.server_port}")
    _, stderr = process.communicate(timeout=100)
    assert "Traceback" not in stderr
    assert "hf_secret" not in stderr
    return process.returncode, stderr


def downloaded_files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "cache/models/124M").iterdir()}


def partial_file(folder: Path) -> Path:
    return folder / "cache/models/124M.partial" / hashlib.sha256(WEIGHTS).hexdigest()


def test_all_four_files_come_whole_and_nothing_else_is_asked_or_sent(hub: Hub, tmp_path: Path) -> None:
    assert run_download(tmp_path, hub)[0] == 0
    assert downloaded_files(tmp_path) == CONTENT
    assert [path.name for path in (tmp_path / "cache/models").iterdir()] == ["124M"]
    commit = f"/owner/model/resolve/{'0' * 40}"
    paths = [f"{commit}/{file}" for file in FILES]
    assert hub.asked == [(path, None, None) for path in [*paths, "/storage/model.safetensors"]]


def test_a_killed_download_goes_on_where_it_was(hub: Hub, tmp_path: Path) -> None:
    hub.stop_after = 12 << 20
    process = start_download(tmp_path, f"http://127.0.0.1:{hub.server_port}")
    while not partial_file(tmp_path).exists() or partial_file(tmp_path).stat().st_size < 10 << 20:
        assert process.poll() is None
        time.sleep(0.05)
    process.kill()
    process.communicate()
    assert "model.safetensors" not in downloaded_files(tmp_path)
    size = partial_file(tmp_path).stat().st_size
    for file in downloaded_files(tmp_path):  # as Snakemake does before it runs a rule again
        (tmp_path / "cache/models/124M" / file).unlink()
    hub.stop_after = None
    assert run_download(tmp_path, hub)[0] == 0
    assert downloaded_files(tmp_path) == CONTENT
    assert hub.ranges == [None, f"bytes={size}-"]


def test_one_killed_before_it_was_checked_is_checked(hub: Hub, tmp_path: Path) -> None:
    partial_file(tmp_path).parent.mkdir(parents=True)
    partial_file(tmp_path).write_bytes(WEIGHTS)
    assert run_download(tmp_path, hub)[0] == 0
    assert downloaded_files(tmp_path) == CONTENT
    assert hub.ranges == [f"bytes={len(WEIGHTS)}-"]


def test_a_corrupted_file_is_deleted_and_comes_the_next_time(hub: Hub, tmp_path: Path) -> None:
    hub.content["model.safetensors"] = WEIGHTS[:-1] + b"?"
    code, stderr = run_download(tmp_path, hub)
    assert code == 1
    assert f"not {hashlib.sha256(WEIGHTS).hexdigest()}, and was deleted; run again" in stderr
    assert "model.safetensors" not in downloaded_files(tmp_path)
    assert not partial_file(tmp_path).exists()
    hub.content["model.safetensors"] = WEIGHTS
    assert run_download(tmp_path, hub)[0] == 0
    assert downloaded_files(tmp_path) == CONTENT


def test_an_answer_that_is_no_file_is_one_error(hub: Hub, tmp_path: Path) -> None:
    del hub.content["vocab.json"]
    code, stderr = run_download(tmp_path, hub)
    assert code == 1
    [line] = [line for line in stderr.splitlines() if line.startswith("wikimill: error: ")]
    assert "/vocab.json cannot be downloaded (HTTP 404)" in line
    assert "vocab.json" not in downloaded_files(tmp_path)


@pytest.mark.parametrize("environment", [{}, {"HF_HUB_OFFLINE": "1"}])
def test_no_connection_is_one_error_that_names_the_files(environment: dict[str, str], tmp_path: Path) -> None:
    process = start_download(tmp_path, "http://127.0.0.1:9", **environment)
    _, stderr = process.communicate(timeout=100)
    assert process.returncode == 1
    [line] = stderr.splitlines()
    assert line.startswith("wikimill: error: model 124M: http://127.0.0.1:9/owner/model/resolve/")
    assert f"put {', '.join(FILES)} of owner/model into cache/models/124M" in line

"""A stand-in for Hugging Face's hub, on this machine: what `huggingface_hub` asks for when it uploads a folder.

It keeps what arrives, as the hub would: small files come in the commit, large ones before it by Git LFS.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from typing import Any

import pytest

TOKEN = "hf_secret0123456789"
LARGE = (".parquet", ".safetensors")
REPOSITORY = re.compile(r"/api/(?P<kind>dataset|model)s/(?P<name>[^/]+/[^/]+)(?P<rest>/.*)?")
BATCH = re.compile(r"/(?:datasets/)?[^/]+/[^/]+\.git/info/lfs/objects/batch")
# What a server may say that is no hub: other JSON, a page, nothing.
NONSENSE = (
    *(b"", b"{}", b"[]", b"null", b"<html>", b"\xff\xfe", b"9" * 9999, b"[" * 9999),
    *(
        b'{"files": [{}]}',
        b'{"objects": [{"oid": 7}]}',
        b'{"url": 1}',
        b'{"commitUrl": "\\u001b[31m", "commitOid": []}',
    ),
)


@dataclass
class Repository:
    """A repository: whether it is private, and the files of its commits."""

    private: bool
    files: dict[str, bytes] = field(default_factory=dict)
    commits: int = 0


@dataclass
class Hub:
    """The hub's state, and what is wrong with it.

    `faults` are answers, status and body, to requests whose path matches a pattern; `nonsense`, if there is one,
    answers some requests at random.
    """

    url: str = ""
    repositories: dict[str, Repository] = field(default_factory=dict)
    objects: dict[str, bytes] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)
    tokens: set[str | None] = field(default_factory=set)
    faults: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    nonsense: Random | None = None

    def answer(self, method: str, path: str, token: str | None, body: bytes) -> tuple[int, bytes]:
        """Status and body."""
        self.requests.append(f"{method} {path}")
        if method == "PUT":  # to a store of objects, which is asked without a token
            self.objects[path.rpartition("/")[2]] = body
            return 200, b""
        self.tokens.add(token)
        for pattern, fault in self.faults.items():
            if re.search(pattern, path):
                return fault
        if self.nonsense and self.nonsense.random() < 0.3:
            return self.nonsense.choice([200, 200, 400, 404, 418]), self.nonsense.choice(NONSENSE)
        if token != f"Bearer {TOKEN}":
            return 401, b'{"error": "Invalid credentials"}'
        status, content = self._answer(method, path, body)
        return status, json.dumps(content).encode()

    def _answer(self, method: str, path: str, body: bytes) -> tuple[int, Any]:
        if path == "/api/whoami-v2":
            return 200, {"name": "me", "type": "user"}
        if path == "/api/validate-yaml":
            return 200, {"errors": [], "warnings": []}
        if path == "/api/repos/create":
            return 200, self._create(json.loads(body))
        if BATCH.fullmatch(path):
            return 200, {"objects": [self._slot(each) for each in json.loads(body)["objects"]]}
        return self._answer_of_repository(method, path, body)

    def _create(self, asked: Any) -> Any:
        name = f"{asked['organization']}/{asked['name']}"
        private = asked.get("visibility") == "private"
        self.repositories[f"{asked.get('type', 'model')} {name}"] = Repository(private)
        return {"url": f"{self.url}/{name}"}

    def _answer_of_repository(self, method: str, path: str, body: bytes) -> tuple[int, Any]:
        found = REPOSITORY.fullmatch(path)
        name = f"{found['kind']} {found['name']}" if found else ""
        if not found or name not in self.repositories:
            return 404, {"error": "Repository not found"}
        repository, rest = self.repositories[name], found["rest"]
        if method == "GET":
            return 200, {"id": found["name"], "private": repository.private, "sha": "0" * 40}
        if rest == "/preupload/main":
            return 200, {"files": [self._mode(each["path"]) for each in json.loads(body)["files"]]}
        assert rest == "/commit/main", path
        self._commit(repository, body)
        address = f"{self.url}/{'datasets/' if found['kind'] == 'dataset' else ''}{found['name']}/commit/{'1' * 40}"
        return 200, {"commitUrl": address, "commitOid": "1" * 40}

    def _slot(self, wanted: Any) -> Any:
        return {**wanted, "actions": {"upload": {"href": f"{self.url}/objects/{wanted['oid']}"}}}

    @staticmethod
    def _mode(path: str) -> Any:
        return {"path": path, "uploadMode": "lfs" if path.endswith(LARGE) else "regular", "shouldIgnore": False}

    def _commit(self, repository: Repository, body: bytes) -> None:
        for line in map(json.loads, body.splitlines()):
            value = line["value"]
            if line["key"] == "file":
                repository.files[value["path"]] = base64.b64decode(value["content"])
            elif line["key"] == "lfsFile":
                data = self.objects[value["oid"]]
                assert (hashlib.sha256(data).hexdigest(), len(data)) == (value["oid"], value["size"])
                repository.files[value["path"]] = data
        repository.commits += 1


@contextmanager
def serve_hub() -> Iterator[Hub]:
    """The hub at a port of this machine."""
    hub = Hub()

    class Handler(BaseHTTPRequestHandler):
        def _respond(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(size)
            path = self.path.partition("?")[0]
            status, data = hub.answer(self.command, path, self.headers.get("Authorization"), body)
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            if status == 404:
                self.send_header("X-Error-Code", "RepoNotFound")
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PUT = _respond  # noqa: N815  (the standard library's names)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        hub.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield hub
        finally:
            server.shutdown()
            thread.join()


def use_hub(patch: pytest.MonkeyPatch, url: str) -> None:
    """Have `huggingface_hub` ask a server in this process, by Git LFS: the stand-in does not speak Xet."""
    from huggingface_hub import constants

    patch.setattr(constants, "ENDPOINT", url)
    patch.setattr(constants, "HF_HUB_DISABLE_XET", True)
    patch.setattr(constants, "HF_HUB_DISABLE_TELEMETRY", True)  # as the command has it, before the import

"""`wikimill doctor` as people call it, and what it reports about disks, locales, libraries and wikis."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.clone import ROOT
from tests.fork_server import BIN
from tests.unit.doctor.helpers import CONFIG, fake_nvidia_smi, make_project, make_stubs, manifest, single, write
from wikimill.config.model import Config
from wikimill.doctor import libraries, machine, wikis
from wikimill.doctor.finding import Finding
from wikimill.manifest.origin import WikiOrigin


@pytest.fixture
def project_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """See `make_project`."""
    return make_project(tmp_path, monkeypatch)


@pytest.fixture
def stub_libraries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """See `make_stubs`."""
    return make_stubs(tmp_path / "stubs", monkeypatch)


@pytest.fixture
def nvidia_smi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """See `fake_nvidia_smi`."""
    yield from fake_nvidia_smi(tmp_path / "bin", monkeypatch)


def test_file_names_that_are_not_utf8() -> None:
    def found(**env: str) -> str:
        call = "from wikimill.doctor import installation as i; print(*[each.status for each in i.encoding()])"
        done = subprocess.run(
            [sys.executable, "-c", call], env={**os.environ, **env}, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    assert found(PYTHONUTF8="0", PYTHONCOERCECLOCALE="0", LC_ALL="C") == "problem"
    assert found(LC_ALL="C.UTF-8") == "ok"


@pytest.fixture
def mounted(project_folder: Path) -> Iterator[Callable[[str], None]]:
    """Mounts a 2 MB file system at `out`, with the given options."""
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small file system")
    Path("out").mkdir()

    def mount(options: str) -> None:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size=2m,{options}", "tmpfs", "out"], check=True)

    yield mount
    subprocess.run(["umount", "-l", project_folder / "out"], check=True)


def test_a_read_only_file_system(mounted: Callable[[str], None]) -> None:
    mounted("ro")
    status, found, fix = single(machine.folders())
    assert (status, found) == ("problem", "cannot write to out (Read-only file system)")
    assert fix.startswith("make out writable for ")


def test_a_disk_with_little_space(mounted: Callable[[str], None]) -> None:
    mounted("rw")
    (small,) = [each for each in machine.disk() if "out" in each.found]
    fix = "free some space there, or make out a link to a folder on another disk"
    assert small == Finding("disk", "problem", "0.0 GB free for out", fix)


def test_libraries_of_models(stub_libraries: Path, nvidia_smi: Callable[[str], None]) -> None:
    assert single(libraries.training("tensorflow")) == ("ok", "1.2, sees CPU", "")
    assert single(libraries.other_backend("tensorflow")) == ("ok", "1.2, sees CPU", "")
    assert single(libraries.sampling()) == ("ok", "1.2", "")
    nvidia_smi("echo '580.82.07, NVIDIA H200, 143771 MiB'")
    assert single(libraries.training("jax")) == (
        "warning",
        "1.2, sees CPU, but not the GPU",
        'pip install "jax[cuda13]==1.2"; see docs/devices.md',
    )
    assert single(libraries.other_backend("jax"))[0] == "ok"


@pytest.mark.parametrize(
    ("text", "failure"),
    [
        ("import nope_nope", "ModuleNotFoundError: No module named 'nope_nope'"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGILL)", "killed by SIGILL"),
    ],
)
def test_a_library_that_cannot_be_imported(stub_libraries: Path, text: str, failure: str) -> None:
    write(stub_libraries / "tensorflow.py", text)
    status, found, fix = single(libraries.training("tensorflow"))
    assert (status, found) == ("problem", f"cannot be imported: {failure}")
    assert fix == "python -m pip install --require-hashes --no-deps -r requirements/all.txt"
    assert single(libraries.other_backend("jax"))[0] == "warning"


class Server(ThreadingHTTPServer):
    """A wiki on this machine that answers with `body` and records its requests."""

    body = b""
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.requests: list[tuple[str, str]] = []

    @property
    def origin(self) -> WikiOrigin:
        return WikiOrigin(f"http://127.0.0.1:{self.server_port}/w/api.php")


class Handler(BaseHTTPRequestHandler):
    """See `Server`."""

    server: Server

    def do_GET(self) -> None:
        self.server.requests.append((self.path, self.headers["User-Agent"]))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def server(project_folder: Path) -> Iterator[Server]:
    with Server() as server:
        thread = Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


SITE = {
    "general": {"lang": "de", "case": "first-letter"},
    "namespaces": {"0": {"id": 0, "name": "", "canonical": ""}},
    "namespacealiases": [],
}


def test_a_wiki_is_asked_twice_and_politely(server: Server) -> None:
    server.body = json.dumps({"batchcomplete": True, "query": SITE}).encode()
    status, found, _ = single(wikis.wiki(server.origin, Config(contact="ada@lovelace.example")))
    assert (status, found) == ("ok", f"{server.origin.wiki.url} answers; its language is de")
    assert len(server.requests) == 2  # whether there is an API, and what it says
    for path, agent in server.requests:
        assert "meta=siteinfo" in path
        assert agent.startswith("wikimill/")
        assert "(ada@lovelace.example) " in agent


def test_a_wiki_that_does_not_answer(project_folder: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        origin = WikiOrigin(f"http://127.0.0.1:{closed.getsockname()[1]}/w/api.php")
        status, found, _ = single(wikis.wiki(origin, Config()))
    assert status == "problem"
    assert "it cannot be reached (" in found


def test_an_address_that_is_not_a_wiki(server: Server) -> None:
    server.body = b"<html>"
    status, found, fix = single(wikis.wiki(server.origin, Config()))
    assert (status, fix) == ("problem", "check the address (Special:Version of the wiki shows the URL of api.php)")
    assert "it answers with something else than JSON, and neither its page nor /w/, /, /wiki/, /mediawiki/" in found
    assert len(server.requests) <= 6


def doctor(*arguments: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [BIN / "wikimill", "doctor", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **(env or {})},
    )


def test_the_command(server: Server, stub_libraries: Path) -> None:
    server.body = json.dumps({"batchcomplete": True, "query": SITE}).encode()
    manifest("near", f"wiki: {server.origin.address}\npages: [A]\n")
    manifest("far", "wiki: w.example\npages: [A]\n")
    done = doctor()
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert f"ok       wiki           {server.origin.wiki.url} answers; its language is de" in lines
    position = lines.index("warning  contact        not set, so these wikis will not be asked: w.example")
    assert lines[position + 1].startswith(f"{'':24}fix: set `contact` in config/config.yaml")
    assert lines[-1].startswith("Nothing that is needed is missing: problems 0, warnings ")
    assert len(server.requests) == 2
    write(CONFIG, "train: [\n")
    shutil.rmtree("cache")
    Path("cache").write_text("a file")
    done = doctor("--json", "near")
    assert (done.returncode, done.stderr) == (1, "")
    facts = json.loads(done.stdout)
    problems = {each["check"]: each["found"] for each in facts["findings"] if each["status"] == "problem"}
    assert list(problems) == ["configuration", "folders", "wiki"]
    assert facts["problems"] == 3
    assert problems["wiki"].startswith("cannot be checked (")
    assert "wiki " not in doctor("--offline").stdout
    assert len(server.requests) == 2


def test_outside_of_a_project(tmp_path: Path, stub_libraries: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = doctor("--json")
    (found,) = [each for each in json.loads(done.stdout)["findings"] if each["check"] == "project"]
    assert found["status"] == "problem"
    assert found["fix"] == "run wikimill in the project folder; `wikimill init` makes one"


def test_a_python_without_packages(project_folder: Path) -> None:
    """The doctor needs none of them to report that they are missing."""
    call = (
        "from wikimill.doctor.checks import run_checks\nfor each in run_checks((), True): print(each.check, each.found)"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", call],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )
    assert "pandoc cannot be checked (No module named 'pypandoc')" in done.stdout
    assert "project cannot be checked (No module named 'pydantic')" in done.stdout
    assert "training Keras, TensorFlow and ONNX Runtime are not installed" in done.stdout

"""Each thing that can be missing, made so for real, and what the doctor says of it."""

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

import pypandoc
import pytest

from tests.clone import ROOT
from tests.fork_server import BIN
from wikimill.config.model import Config
from wikimill.doctor import gpu, machine, models, program, project, wikis
from wikimill.doctor.finding import Finding, Findings
from wikimill.manifest.origin import WikiOrigin

CONFIG = Path("config/config.yaml")


def of(findings: Findings) -> tuple[str, str, str]:
    """Status, what was found and the mend of a check that finds one thing."""
    (found,) = findings
    return found.status, found.found, found.mend


def script(folder: Path, name: str, text: str) -> Path:
    """A program of this name, in bash."""
    path = folder / name
    folder.mkdir(exist_ok=True)
    path.write_text(f"#!{Path('/bin/bash')}\n{text}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project folder without manifests, and an environment without credentials."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("WIKIMILL_")]:
        monkeypatch.delenv(name)
    (tmp_path / "workflow").symlink_to(ROOT / "workflow")
    write(CONFIG, "run: main\n")
    return tmp_path


def write(path: Path | str, text: str) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text)


def manifest(name: str, text: str) -> None:
    write(f"manifests/originals/{name}.yaml", text)


def test_an_old_python() -> None:
    assert of(program.python((3, 10, 4)))[0] == "problem"
    assert of(program.python())[0] == "ok"


def test_packages_that_are_missing_or_not_as_locked(here: Path) -> None:
    assert of(program.packages())[:2] == ("ok", "there is no requirements/all.txt here to compare with")
    other = "[project.optional-dependencies]\ntrain = ['nope-too']\n"
    write("pyproject.toml", f"[project]\ndependencies = ['Nope>=1', 'click>=8', 'x; sys_platform == \"nix\"']\n{other}")
    lock = [
        "click==0.1 ; sys_platform == 'nix' \\",
        "    --hash=0",
        "click==1.2 ; python_version > '3' \\",
        "    --hash=1",
    ]
    write("requirements/all.txt", "\n".join(lock))
    missing, differs = program.packages()
    assert (missing.status, missing.found) == ("problem", "missing: nope")
    assert missing.mend == "python -m pip install --require-hashes --no-deps -r requirements/corpus.txt"
    assert differs.status == "warning"
    assert differs.found.endswith(" (locked: 1.2)")


@pytest.fixture
def pandoc() -> Iterator[None]:
    """pypandoc looks for pandoc anew, before and after."""
    pypandoc.clean_pandocpath_cache()
    yield
    pypandoc.clean_pandocpath_cache()


def test_pandoc(pandoc: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    status, found, _ = of(program.pandoc())
    assert status == "ok"
    assert found.endswith("pypandoc/files/pandoc")


def test_no_pandoc(pandoc: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYPANDOC_PANDOC", str(tmp_path / "none"))
    assert of(program.pandoc()) == ("problem", "there is none", "unset PYPANDOC_PANDOC")


def with_pandoc(body: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str, str]:
    """What is found where a pandoc of this shell script comes first on the PATH."""
    script(tmp_path, "pandoc", body)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    return of(program.pandoc())


def test_a_pandoc_without_lua(pandoc: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    status, found, mend = with_pandoc('[ "$1" = --version ] && echo "pandoc 99.1"', tmp_path, monkeypatch)
    assert (status, found) == ("problem", "pandoc cannot run Lua programs")
    assert mend.startswith("remove that pandoc, and run `python -m pip install ")


def test_another_pandoc(pandoc: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    status, found, mend = with_pandoc(
        '[ "$1" = --version ] && echo "pandoc 99.1" || printf 99.1', tmp_path, monkeypatch
    )
    assert (status, mend) == ("warning", "take that pandoc off the PATH")
    assert found.startswith("99.1, pandoc, is used instead of ")


def test_snakemake_off_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{tmp_path}")
    status, found, mend = of(program.snakemake())
    assert (status, mend) == ("warning", f"source {BIN}/activate")
    assert found.endswith("is not on the PATH")
    script(tmp_path, "snakemake", "")
    status, found, _ = of(program.snakemake())
    assert (status, found) == ("warning", f"{tmp_path}/snakemake is not the one of this Python, {BIN}/snakemake")
    monkeypatch.setenv("PATH", f"{BIN}:{tmp_path}")
    assert of(program.snakemake())[0] == "ok"


def test_file_names_that_are_not_utf8() -> None:
    def found(**env: str) -> str:
        call = "from wikimill.doctor import program; print(*[each.status for each in program.encoding()])"
        done = subprocess.run(
            [sys.executable, "-c", call], env={**os.environ, **env}, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    assert found(PYTHONUTF8="0", PYTHONCOERCECLOCALE="0", LC_ALL="C") == "warning"
    assert found(LC_ALL="C.UTF-8") == "ok"


@pytest.mark.parametrize(
    ("text", "found", "mend"),
    [
        (
            "train:\n  batchsize: 2\n",
            "config/config.yaml: unknown key train.batchsize",
            "the nearest is train.batch_size",
        ),
        ("train: [\n", "config/config.yaml line 2: not valid YAML (", "correct the configuration"),
        ("contact: nobody\n", "config/config.yaml: contact: ", "correct this key"),
    ],
)
def test_a_mistake_in_the_configuration(here: Path, text: str, found: str, mend: str) -> None:
    CONFIG.write_text(text)
    status, said, how = of(project.configuration(project.read(())))
    assert (status, how) == ("problem", mend)
    assert said.startswith(found)


def test_further_configuration(here: Path) -> None:
    write("mine.yaml", "contact: ada@lovelace.example\ntrain: {steps: 5}\n")
    CONFIG.write_text("train: {batch_size: 2}\n")
    config = project.read((), [Path("mine.yaml")]).config
    assert (config.contact, config.train.steps, config.train.batch_size) == ("ada@lovelace.example", 5, 2)
    write("mine.yaml", "train: [\n")
    assert of(project.configuration(project.read((), [Path("mine.yaml")])))[1].startswith("mine.yaml line 2: not valid")
    write("mine.yaml", "- a\n")
    assert of(project.configuration(project.read((), [Path("mine.yaml")])))[0] == "problem"


def test_no_configuration(here: Path) -> None:
    CONFIG.unlink()
    assert of(project.configuration(project.read(())))[1] == "config/config.yaml: there is no such configuration"


def test_manifests(here: Path) -> None:
    assert of(project.manifests(project.read(())))[:2] == ("warning", "there is none in manifests/originals")
    manifest("good", "wiki: w.example\npages: [A]\n")
    manifest("typo", "wiki: w.example\npage: [A]\n")
    manifest("dump", "wiki: w.example\ndump: none.xml\n")
    manifest("table", "pairs: none.tsv\ntemplate: '{a}'\n")
    manifest("moved", "wiki: w.example\npages: [A]\n")
    site = '{"language": "en", "first_letter": true, "namespaces": {}}'
    lock = {"original": "0" * 64, "wiki": "w.example", "date": "2026-01-02", "site": site, "pages": "0"}
    write("manifests/derived/moved.tsv", "".join(f"# {key}: {value}\n" for key, value in lock.items()))
    found = {(each.status, each.found): each.mend for each in project.manifests(project.read(()))}
    assert found["ok", "good: valid"] == ""
    assert found["problem", "manifests/originals/typo.yaml: unknown key page"] == "the nearest is pages"
    assert found["problem", "manifests/originals/dump.yaml: there is no none.xml"].startswith("fetch it")
    assert found["problem", "manifests/originals/table.yaml: there is no none.tsv"].startswith("fetch it")
    assert len(found) == 5
    moved = "manifests/originals/moved.yaml changed since manifests/derived/moved.tsv was made from it"
    assert found["problem", moved].startswith("`snakemake refresh` lists the wiki again")
    assert of(project.manifests(project.read(["good"])))[0] == "ok"
    assert of(project.manifests(project.read(["nope"])))[:2] == (
        "problem",
        "manifests/originals/nope.yaml: there is no such manifest",
    )


def test_contact(here: Path) -> None:
    assert of(project.contact(project.read(())))[:2] == ("ok", "not set; no manifest needs it")
    manifest("near", "wiki: http://localhost:8080/w/api.php\npages: [A]\n")
    assert of(project.contact(project.read(())))[0] == "ok"
    manifest("far", "wiki: w.example\npages: [A]\n")
    status, found, mend = of(project.contact(project.read(())))
    assert (status, found) == ("warning", "not set, so these will not be asked: w.example")
    assert mend.startswith("set `contact` in config/config.yaml to your e-mail address")
    CONFIG.write_text("contact: you@example.org\n")
    assert of(project.contact(project.read(())))[:2] == ("warning", "you@example.org is nobody's address")
    CONFIG.write_text("contact: ada@lovelace.example\n")
    assert of(project.contact(project.read(())))[0] == "ok"


def test_credentials_are_named_and_never_shown(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    manifest("private", "wiki: w.example\npages: [A]\n")
    assert of(project.credentials(project.read(())))[:2] == ("ok", "none are set; public wikis need none")
    monkeypatch.setenv("WIKIMILL_USERNAME_W_EXAMPLE", "secret-name")
    status, found, _ = of(project.credentials(project.read(())))
    assert (status, found) == ("problem", "w.example: the environment lacks WIKIMILL_PASSWORD_W_EXAMPLE")
    monkeypatch.setenv("WIKIMILL_PASSWORD_W_EXAMPLE", "secret-word")
    monkeypatch.setenv("WIKIMILL_PASSWORD_V_EXAMPLE", "secret-word")
    held, stray = project.credentials(project.read(()))
    assert (held.status, stray.status) == ("ok", "warning")
    assert held.found == "w.example: WIKIMILL_USERNAME_W_EXAMPLE, WIKIMILL_PASSWORD_W_EXAMPLE are set"
    assert stray.found == "WIKIMILL_PASSWORD_V_EXAMPLE belongs to no wiki of the manifests"
    assert "secret" not in f"{held}{stray}"
    assert of(project.credentials(project.read(["private"])))[0] == "ok"


def test_folders_that_cannot_be_written(here: Path) -> None:
    assert of(machine.folders())[0] == "ok"
    assert not Path("cache").exists()
    Path("cache").write_text("a file")
    assert of(machine.folders()) == ("problem", "cache cannot be written (Not a directory)", "move the file cache away")
    Path("cache").unlink()
    Path("cache").symlink_to(here / "elsewhere")
    status, found, mend = of(machine.folders())
    assert (status, found) == ("problem", "cache cannot be written (No such file or directory)")
    assert mend == f"make the folder that cache links to: {here}/elsewhere"


@pytest.fixture
def mounted(here: Path) -> Iterator[Callable[[str], None]]:
    """Mounts a file system of 2 MB at `out`, with options."""
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small file system")
    Path("out").mkdir()

    def mount(options: str) -> None:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size=2m,{options}", "tmpfs", "out"], check=True)

    yield mount
    subprocess.run(["umount", "-l", here / "out"], check=True)


def test_a_read_only_file_system(mounted: Callable[[str], None]) -> None:
    mounted("ro")
    status, found, mend = of(machine.folders())
    assert (status, found) == ("problem", "out cannot be written (Read-only file system)")
    assert mend.startswith("make out writable for ")


def test_a_disk_with_little_room(mounted: Callable[[str], None]) -> None:
    mounted("rw")
    (small,) = [each for each in machine.disk() if "out" in each.found]
    assert small == Finding(
        "disk", "problem", "0.0 GB free for out", "free space there, or make out a link to a folder on another disk"
    )


def test_memory_that_a_container_may_take(tmp_path: Path) -> None:
    limit = tmp_path / "memory.max"
    limit.write_text("max\n")
    assert of(machine.memory((str(limit), str(tmp_path / "none"))))[1] == of(machine.memory(()))[1]
    limit.write_text("3000000000\n")
    assert of(machine.memory((str(limit),)))[0] == "warning"
    limit.write_text("500000000\n")
    status, found, _ = of(machine.memory((str(limit),)))
    assert (status, found) == ("problem", "0.5 of 0.5 GB available")


@pytest.fixture
def smi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Puts an `nvidia-smi` of this text on the PATH; without one there is none."""
    folder = tmp_path / "bin"

    def install(text: str) -> None:
        script(folder, "nvidia-smi", text)
        gpu.query.cache_clear()

    gpu.query.cache_clear()
    monkeypatch.setenv("PATH", f"{folder}")
    yield install
    gpu.query.cache_clear()


def test_gpus_and_their_driver(smi: Callable[[str], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bus = tmp_path / "devices"
    assert of(gpu.gpu(bus))[:2] == ("ok", "none by NVIDIA: models train on the CPU")
    write(bus / "0000:01:00.0/vendor", "0x10de\n")
    write(bus / "0000:01:00.0/class", "0x030200\n")
    assert of(gpu.gpu(bus))[0] == "warning"
    smi("echo 'NVIDIA-SMI has failed because it could not communicate with the NVIDIA driver.'; exit 9")
    status, found, mend = of(gpu.gpu(bus))
    assert (status, mend) == ("warning", "reboot, or install the driver again")
    assert found.startswith("its driver does not answer: NVIDIA-SMI has failed")
    smi("echo '570.133.20, NVIDIA H200, 143771 MiB'; echo '570.133.20, NVIDIA H200, 143771 MiB'")
    shown = "NVIDIA H200 (143771 MiB), NVIDIA H200 (143771 MiB); driver 570.133.20"
    assert of(gpu.gpu(bus)) == ("ok", shown, "")
    write(tmp_path / "site/jax_cuda13_plugin-0.12.dist-info/METADATA", "Name: jax-cuda13-plugin\nVersion: 0.12\n")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    assert of(gpu.gpu(bus)) == (
        "warning",
        f"{shown} is too old for the CUDA 13 that is installed",
        'install driver 580 or newer, or `pip install "jax[cuda12]"`',
    )
    smi("echo '580.82.07, NVIDIA H200, 143771 MiB'")
    assert of(gpu.gpu(bus))[0] == "ok"


@pytest.fixture
def stubs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose modules are found before those that are installed; libraries that are whole and see a CPU."""
    folder = tmp_path / "stubs"
    devices = "lambda: [SimpleNamespace(platform='cpu', device_type='CPU')]"
    head = "from types import SimpleNamespace\n__version__ = '1.2'\n"
    write(folder / "tensorflow.py", f"{head}config = SimpleNamespace(list_physical_devices={devices})\n")
    write(folder / "jax.py", f"{head}devices = {devices}\n")
    write(folder / "onnxruntime.py", head)
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.setenv("PYTHONPATH", f"{folder}:{ROOT / 'src'}")
    return folder


def test_libraries_of_models(stubs: Path, smi: Callable[[str], None]) -> None:
    assert of(models.training("tensorflow")) == ("ok", "1.2, sees CPU", "")
    assert of(models.other_backend("tensorflow")) == ("ok", "1.2, sees CPU", "")
    assert of(models.sampling()) == ("ok", "1.2", "")
    smi("echo '580.82.07, NVIDIA H200, 143771 MiB'")
    assert of(models.training("jax")) == (
        "warning",
        "1.2, sees CPU, and not the GPU",
        'pip install "jax[cuda13]==1.2"; docs/devices.md',
    )
    assert of(models.other_backend("jax"))[0] == "ok"


@pytest.mark.parametrize(
    ("text", "failure"),
    [
        ("import nope_nope", "ModuleNotFoundError: No module named 'nope_nope'"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGILL)", "it dies of SIGILL"),
    ],
)
def test_a_library_that_cannot_be_imported(stubs: Path, text: str, failure: str) -> None:
    write(stubs / "tensorflow.py", text)
    status, found, mend = of(models.training("tensorflow"))
    assert (status, found) == ("problem", f"it cannot be imported: {failure}")
    assert mend == "python -m pip install --require-hashes --no-deps -r requirements/all.txt"
    assert of(models.other_backend("jax"))[0] == "warning"


class Server(ThreadingHTTPServer):
    """A wiki on this machine that answers with `body`, and keeps what it was asked."""

    body = b""
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[str, str]] = []

    @property
    def origin(self) -> WikiOrigin:
        return WikiOrigin(f"http://127.0.0.1:{self.server_port}/w/api.php")


class Handler(BaseHTTPRequestHandler):
    """See `Server`."""

    server: Server

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers["User-Agent"]))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def server(here: Path) -> Iterator[Server]:
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


def test_a_wiki_is_asked_once_and_politely(server: Server) -> None:
    server.body = json.dumps({"batchcomplete": True, "query": SITE}).encode()
    status, found, _ = of(wikis.answers(server.origin, Config(contact="ada@lovelace.example")))
    assert (status, found) == ("ok", f"{server.origin.wiki.url} answers; its language is de")
    ((path, agent),) = server.asked
    assert "meta=siteinfo" in path
    assert agent.startswith("wikimill/")
    assert "(ada@lovelace.example) mwclient/" in agent


def test_what_is_no_wiki(server: Server) -> None:
    server.body = b"<html>"
    status, found, mend = of(wikis.answers(server.origin, Config()))
    assert (status, mend) == ("problem", "check the address, or run again later: what was fetched is kept")
    assert "it answers '<html>', which is no JSON" in found
    assert len(server.asked) == 1


def test_a_wiki_that_does_not_answer(here: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        origin = WikiOrigin(f"http://127.0.0.1:{closed.getsockname()[1]}/w/api.php")
        status, found, _ = of(wikis.answers(origin, Config()))
    assert status == "problem"
    assert "it cannot be reached (" in found


def doctor(*arguments: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [BIN / "wikimill", "doctor", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **(env or {})},
    )


def test_the_command(server: Server, stubs: Path) -> None:
    server.body = json.dumps({"batchcomplete": True, "query": SITE}).encode()
    manifest("near", f"wiki: {server.origin.address}\npages: [A]\n")
    manifest("far", "wiki: w.example\npages: [A]\n")
    done = doctor()
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert f"ok       wiki           {server.origin.wiki.url} answers; its language is de" in lines
    place = lines.index("warning  contact        not set, so these will not be asked: w.example")
    assert lines[place + 1].startswith(f"{'':24}mend: set `contact` in config/config.yaml")
    assert lines[-1].startswith("Nothing that is needed is missing: problems 0, warnings ")
    assert len(server.asked) == 1
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
    assert len(server.asked) == 1


def test_outside_of_a_project(tmp_path: Path, stubs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = doctor("--json")
    (found,) = [each for each in json.loads(done.stdout)["findings"] if each["check"] == "project"]
    assert (found["status"], found["mend"]) == ("problem", "run wikimill in the project folder")


def test_a_python_without_packages(here: Path) -> None:
    """The doctor itself needs none of them to say so."""
    call = (
        "from wikimill.doctor.examination import examine\nfor each in examine((), True): print(each.check, each.found)"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", call],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )
    assert "pandoc cannot be checked (No module named 'pypandoc')" in done.stdout
    assert "project cannot be checked (No module named 'snakemake')" in done.stdout
    assert "training Keras, TensorFlow and ONNX Runtime are not installed" in done.stdout

"""A clean copy of the project for tests that run Snakemake in it."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.fork_server import BIN, Program
from wikimill import layout

ROOT = Path(__file__).parents[1]


def jobs(output: str) -> set[str]:
    """The rules that ran, or would run, by what Snakemake printed."""
    return set(re.findall(r"^(?:local)?(?:rule|checkpoint) (\w+):$", output, re.M))


@dataclass(frozen=True)
class Clone:
    """The project as version control has it, in a folder of its own."""

    folder: Path

    @classmethod
    def make(cls, folder: Path) -> Clone:
        """Copy what git tracks, and what it does not ignore, but for tests and the sources of the embedded wiki."""
        listed = subprocess.run(
            ["git", "ls-files", "-co", "--exclude-standard", "-z", ".", ":!tests", ":!bench", ":!demo/*.wiki"],
            cwd=ROOT,
            check=True,
            capture_output=True,
        )
        for name in listed.stdout.decode().split("\0"):
            source = ROOT / name
            if name and source.is_file():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(source, folder / name)
        return cls(folder)

    def copy(self, folder: Path, linked: Collection[str] = ()) -> Clone:
        """The same in another folder, with everything that was built; `linked` are links, to be left as they are."""
        shutil.copytree(
            self.folder,
            folder,
            symlinks=True,
            ignore=lambda path, _names: linked if Path(path) == self.folder else (),
        )
        for name in linked:
            (folder / name).symlink_to(self.folder / name)
        return Clone(folder)

    def run(self, *command: str, check: bool = True, env: Mapping[str, str] | None = None, timeout: float = 500) -> str:
        """Run a command of the environment in the clone: what it printed, both streams together."""
        if command[0] == "snakemake" and not env:
            status, output = Program("snakemake", *command, folder=self.folder, timeout=timeout).wait()
        else:
            done = subprocess.run(
                [str(BIN / command[0]) if (BIN / command[0]).exists() else command[0], *command[1:]],
                cwd=self.folder,
                check=False,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                timeout=timeout,
                text=True,
                env={**os.environ, **(env or {})},
            )
            status, output = done.returncode, done.stdout
        assert (status == 0) == check, output
        return output

    @contextlib.contextmanager
    def run_and_kill(self, *arguments: str) -> Iterator[None]:
        """Run Snakemake while the block runs; then kill it and its children, with SIGKILL."""
        program = Program("snakemake", "snakemake", "-j2", *arguments, folder=self.folder)
        yield
        program.kill()

    def snakemake(self, *arguments: str, cores: int = 2, env: Mapping[str, str] | None = None) -> str:
        """Run Snakemake, which must succeed; its own lines are shown, too."""
        return self.run("snakemake", f"-j{cores}", "--printshellcmds", *arguments, env=env)

    def error(self, *command: str) -> str:
        """Run a command that must fail: its lines that begin with `wikimill: error:`, and no traceback."""
        output = self.run(*command, check=False)
        assert "Traceback" not in output, output
        lines = [line for line in output.splitlines() if line.startswith("wikimill: error: ")]
        assert lines, output
        assert len(set(lines)) == 1, lines
        return lines[0].removeprefix("wikimill: error: ")

    def write(self, path: str, text: str) -> None:
        """Write a file below the clone."""
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

    def read(self, path: str) -> str:
        """The text of a file below the clone."""
        return (self.folder / path).read_text(encoding="utf-8")

    def files(self, folder: str) -> dict[str, bytes]:
        """Every file below a folder and its bytes, by path relative to it, but for Snakemake's marks and settings."""
        base = self.folder / folder
        return {
            str(path.relative_to(base)): path.read_bytes()
            for path in sorted(base.rglob("*"))
            if path.is_file() and path.name not in (".snakemake_timestamp", layout.RESOLVED)
        }

    def remove(self, *paths: str) -> None:
        """Delete files and folders below the clone."""
        for name in paths:
            path = self.folder / name
            shutil.rmtree(path) if path.is_dir() else path.unlink()

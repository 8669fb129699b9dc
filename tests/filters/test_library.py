"""The templates of all wikis, as a whole."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pypandoc

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def test_no_renderer_fails_whatever_its_arguments_and_no_name_is_in_two_files() -> None:
    run = subprocess.run(
        [pypandoc.get_pandoc_path(), "lua", str(HERE / "hostile.lua"), str(ROOT)],
        capture_output=True,
        text=True,
        errors="replace",
        check=True,
        timeout=60,
    )
    *failed, last = run.stdout.splitlines()
    assert failed == []
    assert last.endswith(" renderers")
    assert int(last.split()[0]) > 2000

"""The formats that pandoc writes, besides markdown."""

from __future__ import annotations

import os
import subprocess

import pypandoc

from wikimill.errors import WikimillError

PROBE = "io.write(pandoc.write(pandoc.Pandoc {}, os.getenv 'FORMAT'))"
SOME = "plain, html, json, gfm, …; pandoc.org/MANUAL.html#option--to lists them"


def check_format(name: str) -> str:
    """The name of a format, which pandoc must know and write as text: `gfm`, `html-raw_html`.

    Raises:
        WikimillError: it does not, or the format is a file of bytes, such as docx or pdf.
    """
    command = [pypandoc.get_pandoc_path(), "lua", "-e", PROBE]
    done = subprocess.run(command, env={**os.environ, "FORMAT": name}, capture_output=True, check=False)
    if done.stdout.startswith(b"PK") or b"To create a pdf" in done.stderr:
        raise WikimillError(f"--to {name}: a file of bytes, not text; write one of {SOME}")
    if done.returncode:
        lines = done.stderr.decode("utf-8", "replace").splitlines()
        problem = next((line for line in lines[1:] if line), "pandoc did not start").rstrip(".:")
        raise WikimillError(f"--to {name}: {problem[:1].lower()}{problem[1:]}; write one of {SOME}")
    return name

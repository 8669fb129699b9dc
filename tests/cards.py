"""A card's blocks of code, pasted where its reader would: in a project that has the card's folder."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.clone import Clone
from tests.documentation import blocks

# Any request but to this machine ends here, where nobody answers.
NO_NETWORK = {
    **dict.fromkeys(("http_proxy", "https_proxy", "all_proxy"), "http://127.0.0.1:9"),
    "no_proxy": "127.0.0.1,localhost",
    "HF_HUB_OFFLINE": "1",
}


def paste(project: Clone, published: Path, name: str) -> str:
    """Copy what was published into a project under this name, run every block of its card, and return the output."""
    folder = project.folder / name
    if not folder.exists():
        shutil.copytree(published, folder)
    output = ""
    for block in blocks(folder / "README.md"):
        if block.language == "bash":
            output += project.run("bash", "-c", f"set -eo pipefail\n{block.text}", env=NO_NETWORK)
        elif block.language == "python":
            output += project.run("python", "-c", block.text, env=NO_NETWORK)
        else:
            assert block.language == "bibtex", block.where
    return output

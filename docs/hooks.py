"""What mkdocs calls while it builds the site.

Some pages of the site lie where people look for them in the project: they are read there, so none is copied. Links are
written as they work in the project; here those that lead to such a page, or out of `docs/`, are turned.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ELSEWHERE = {"README.md": "quick-start.md", "config/README.md": "configuration.md", "CHANGELOG.md": "changelog.md"}
LINK = re.compile(r"(?<!!)\[([^\]]+)\]\((?![a-z]+:|#)([^)#\s]+)(#[^)\s]+)?\)")
CELLS = re.compile(r"^\|.*\|$", re.M)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that lie outside of `docs/`."""
    root = Path(config.docs_dir).parent
    for source, name in ELSEWHERE.items():
        files.append(File.generated(config, name, abs_src_path=str(root / source)))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Turn links, and take the backslash from bars in code that stands in tables: GitHub needs it, mkdocs shows it."""
    name = page.file.src_uri
    source = next((path for path, other in ELSEWHERE.items() if other == name), f"docs/{name}")

    def turned(link: re.Match[str]) -> str:
        text, path, anchor = link.groups("")
        target = posixpath.normpath(posixpath.join(posixpath.dirname(source), path))
        other = ELSEWHERE.get(target, target.removeprefix("docs/"))
        if (Path(config.docs_dir) / other).is_dir():
            other = f"{other}/README.md"
        if other == target:  # a file or folder of the project that is no page
            return text
        return f"[{text}]({posixpath.relpath(other, posixpath.dirname(name) or '.')}{anchor})"

    markdown = CELLS.sub(lambda row: re.sub(r"`[^`]+`", lambda code: code[0].replace("\\|", "|"), row[0]), markdown)
    return LINK.sub(turned, markdown)

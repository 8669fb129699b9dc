"""Hooks that mkdocs calls while it builds the site.

Some pages of the site are outside `docs/`, where people look for them in the project; they are read there, not copied.
All links work in the project; the hooks rewrite those that lead to such a page, or out of `docs/`.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

PAGES_OUTSIDE = {  # path in the project, and name in the site
    "README.md": "quick-start.md",
    "config/README.md": "configuration.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
}
LINK = re.compile(r"(?<!!)\[([^\]]+)\]\((?![a-z]+:|#)([^)#\s]+)(#[^)\s]+)?\)")
CELLS = re.compile(r"^\|.*\|$", re.M)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages outside `docs/`."""
    root = Path(config.docs_dir).parent
    for source, name in PAGES_OUTSIDE.items():
        files.append(File.generated(config, name, abs_src_path=str(root / source)))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Rewrite links, and remove the backslash before bars in code in tables, which GitHub needs and mkdocs shows."""
    name = page.file.src_uri
    source = next((path for path, other in PAGES_OUTSIDE.items() if other == name), f"docs/{name}")

    def rewrite(link: re.Match[str]) -> str:
        text, path, anchor = link.groups("")
        target = posixpath.normpath(posixpath.join(posixpath.dirname(source), path))
        other = PAGES_OUTSIDE.get(target, target.removeprefix("docs/"))
        if (Path(config.docs_dir) / other).is_dir():
            other = f"{other}/README.md"
        if other == target:  # a file or folder of the project that is not a page
            return text
        return f"[{text}]({posixpath.relpath(other, posixpath.dirname(name) or '.')}{anchor})"

    markdown = CELLS.sub(lambda row: re.sub(r"`[^`]+`", lambda code: code[0].replace("\\|", "|"), row[0]), markdown)
    return LINK.sub(rewrite, markdown)

"""What is mutated, by name: files and folders below `src/wikimill/`."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path("src/wikimill")
MODULES = {
    "titles": ["titles.py", "templates/title.py"],
    "lock": ["manifest/lock.py", "manifest/templates_lock.py"],
    "cache": ["fetch/cache.py", "database.py", "sources/web/response_cache.py", "sources/mediawiki/expansion_cache.py"],
    "preprocessor": [
        f"templates/{name}.py" for name in ("preprocess", "brace_substitution", "constructs", "nodes", "expander")
    ],
    "parser functions": ["templates/functions"],
    "page table": ["corpus/pages/pages_table.py", "convert/pages.py", "tables.py"],
    "tokens": ["corpus/tokens"],
    "checkpoints": ["model/checkpoints.py", "model/weights.py", "model/formats"],
}


def files_of(root: Path, module: str) -> list[str]:
    """The paths of a module's files, relative to `root`."""
    found = []
    for name in MODULES[module]:
        path = root / PACKAGE / name
        found += sorted(path.rglob("*.py")) if path.is_dir() else [path]
    return [str(path.relative_to(root)) for path in found]

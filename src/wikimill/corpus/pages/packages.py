"""Packages that only some settings need: the extra `quality` of `pyproject.toml`."""

from __future__ import annotations

import importlib.util

from wikimill.errors import WikimillError


def require(key: str, *packages: str) -> None:
    """Whether packages are installed, without importing them.

    Args:
        key: of the configuration, that needs them.
        packages: their names, the same for pip and for Python.

    Raises:
        WikimillError: one is not.
    """
    missing = [package for package in packages if importlib.util.find_spec(package) is None]
    if missing:
        names = " ".join(missing)
        raise WikimillError(f"{key} needs packages that are not installed ({names}); run: pip install {names}")

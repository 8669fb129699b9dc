"""Wikitext to markdown: pandoc workers, shards of a manifest, single pages.

The package is a function as well: `wikimill.convert(text)` is `wikimill.convert.one_text.convert(text)`.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wikimill.convert.conversion import ConvertedPage


class _Package(ModuleType):
    """See https://docs.python.org/3/reference/datamodel.html#customizing-module-attribute-access."""

    def __call__(self, text: str, **options: object) -> ConvertedPage:
        from wikimill.convert.one_text import convert

        return convert(text, **options)  # type: ignore[arg-type]  # which checks them


sys.modules[__name__].__class__ = _Package

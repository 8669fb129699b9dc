"""Pages through wikimill's worker, all filters on, and through pypandoc, a process a page, without filters."""

from __future__ import annotations

import pypandoc

from bench.table import Result, paired, show
from demo.build import HERE, read
from wikimill.config.model import Convert
from wikimill.convert.pandoc import Pandoc
from wikimill.convert.recipe import recipe
from wikimill.wiki import ENGLISH


def main() -> None:
    """The embedded wiki's articles, about 2 KB each, on one core."""
    articles = {title: text for title, text in read(HERE / "pages").items() if ":" not in title and "#RED" not in text}
    with Pandoc(recipe(Convert()), ENGLISH) as pandoc:

        def ours() -> None:
            for title, text in articles.items():
                pandoc.convert(title, text)

        def theirs() -> None:
            for text in articles.values():
                try:
                    pypandoc.convert_text(text, "markdown", "mediawiki")
                except RuntimeError:
                    continue  # it aborts on some

        own, peer = paired(ours, theirs)
    count = len(articles)
    ratio = peer / own
    show(
        [
            Result(
                "pages a second, pypandoc a page",
                f"{count / own:.0f}/s",
                f"{count / peer:.0f}/s",
                ratio,
                ">= 3",
                ratio >= 3,
            )
        ]
    )


if __name__ == "__main__":
    main()

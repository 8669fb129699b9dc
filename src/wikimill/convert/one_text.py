"""`wikimill.convert`: wikitext to markdown, as the pipeline does."""

from __future__ import annotations

import atexit
import threading
from dataclasses import dataclass, field

from wikimill.config.load import Settings, load_with
from wikimill.convert.conversion import ConvertedPage
from wikimill.convert.recipe import load_recipe
from wikimill.convert.trial import known_host
from wikimill.convert.wikitext import WikitextConverter
from wikimill.wiki import Wiki


def convert(
    text: str, *, title: str = "Page", wiki: str = "", settings: Settings | None = None, to: str = "markdown"
) -> ConvertedPage:
    """Convert a text.

    What a text needs to start, and that is pandoc above all, goes on running for the next one with the same settings.

    Args:
        text: wikitext.
        title: of its page, for templates that show it.
        wiki: whose templates and names it has, such as `en.wikipedia.org`, of which something was fetched; by default
            English Wikipedia.
        settings: over those of the project, such as `{"convert": {"tables": "drop"}}`.
        to: the format to write: one of pandoc's.

    Returns:
        `markdown` is the text in that format, `status` is `ok` or `quarantined`, `losses` is what was left out.

    Raises:
        WikimillError: an invalid setting, an error in a filter, or a wiki of which nothing is here.
    """
    return _RUNNING.convert(text, title, wiki, settings, to)


@dataclass
class _Running:
    """The converter of the last call, which the next one may use."""

    converter: WikitextConverter | None = None
    key: tuple[object, ...] = ()
    lock: threading.Lock = field(default_factory=threading.Lock)

    def convert(self, text: str, title: str, wiki: str, settings: Settings | None, to: str) -> ConvertedPage:
        known = known_host(Wiki.from_encoded_host(wiki).encoded_host if wiki else "")
        recipe = load_recipe(load_with(settings).convert, to=to)
        with self.lock:
            if self.converter is None or self.key != (recipe.digest, known):
                self.close()
                self.converter, self.key = WikitextConverter(recipe, known), (recipe.digest, known)
            return self.converter.convert(title, text)

    def close(self) -> None:
        if self.converter:
            self.converter.stop()
        self.converter = None


_RUNNING = _Running()
atexit.register(_RUNNING.close)

"""Messages of the wiki's interface that parser functions show, and words that they take as options."""

from __future__ import annotations

from wikimill.site.model import Site
from wikimill.templates.call import Call
from wikimill.templates.functions.language import language
from wikimill.templates.functions.php import escaped_once


def message(call: Call, key: str, *parameters: str) -> str:
    """A message in the wiki's language, `⧼key⧽` where it is not known; `$1` … are the parameters."""
    text = language(call.site).message(key)
    if text is None:
        return f"⧼{key}⧽"
    for number, parameter in reversed(list(enumerate(parameters, 1))):
        text = text.replace(f"${number}", parameter)
    return call.expander.preprocess(text, call.frame) if "{{" in text else text


def error(call: Call, key: str, *parameters: str) -> str:
    """A message as ParserFunctions shows an error; `#iferror` knows it by the class."""
    return f'<strong class="error">{escaped_once(message(call, key, *parameters))}</strong>'


def is_word(site: Site, word: str, *names: str) -> bool:
    """Whether a text is one of the wiki's words for something, such as `R` for `rawsuffix`.

    Args:
        site: the wiki.
        word: what an author wrote.
        names: MediaWiki's names of the word.
    """
    for name in names:
        known = site.magic_words.get(name)
        if known is None:
            continue
        if word in known.aliases or (not known.case_sensitive and word.lower() in map(str.lower, known.aliases)):
            return True
    return False

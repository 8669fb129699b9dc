"""What the grammars for hypothesis are made of: strategies of texts."""

from __future__ import annotations

from hypothesis import strategies as st

Texts = st.SearchStrategy[str]


def one(*texts: str) -> Texts:
    """One of some texts."""
    return st.sampled_from(texts)


def word(texts: str) -> Texts:
    """One of the words of a text."""
    return st.sampled_from(texts.split())


def join(*parts: Texts | str) -> Texts:
    """Texts one after the other."""
    return st.tuples(*(st.just(part) if isinstance(part, str) else part for part in parts)).map("".join)


def several(part: Texts, most: int, between: str = "", least: int = 0) -> Texts:
    """A text several times."""
    return st.lists(part, min_size=least, max_size=most).map(between.join)

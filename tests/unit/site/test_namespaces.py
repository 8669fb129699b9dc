"""The numbers of namespaces are MediaWiki's."""

from __future__ import annotations

from wikimill.site import namespaces
from wikimill.site.core import core_facts, core_site


def test_numbers_are_those_of_core_and_of_wikisource() -> None:
    names = {number: canonical for number, canonical, *_ in core_facts()["namespaces"]}
    scans = core_site("en", host="en.wikisource.org").namespaces
    other = {0: "article", 4: "project", 8: "message", 9: "message_talk", 104: scans[104].name, 106: scans[106].name}
    expected = {number: other.get(number, name).lower().replace(" ", "_") for number, name in (names | other).items()}
    constants = {value: name.lower() for name, value in vars(namespaces).items() if name.isupper()}
    assert constants.items() <= expected.items()

"""Names of templates and categories that say what kind of page a page is."""

from __future__ import annotations

from wikimill.site.page_types import LINE, TABLE, page_types


def test_every_line_can_be_read() -> None:
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    assert all(LINE.fullmatch(line) for line in lines)
    assert {LINE.fullmatch(line)[1] for line in lines} == {"disambiguation", "stub", "redirect"}  # type: ignore[index]


def test_names_are_of_the_language_and_of_all() -> None:
    for language in ("de", "de-at"):
        assert page_types(language).of("Begriffsklärung") == "disambiguation"
        assert page_types(language).of("Disambig") == "disambiguation"
    assert page_types("fr").of("Begriffsklärung") == ""


def test_names_may_stand_for_more_words() -> None:
    assert page_types("en").of("European_bird stubs") == "stub"
    assert page_types("en").of("Bird-stub") == "stub"
    assert page_types("cs").of("Rozcestníky – příjmení") == "disambiguation"
    assert page_types("en").of("Stubborn") == ""

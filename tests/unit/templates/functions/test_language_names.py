"""`#language`. Every expected text is MediaWiki 1.39's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.unit.templates.wiki import NOW, SITE, Pages, expand
from wikimill.templates.expander import Expander


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{#language:de}}", "Deutsch"),
        ("{{#language:EN}}", "English"),
        ("{{#language:zh-hant-tw}}", "zh-Hant-TW"),
        ("{{#language:xx}}", "xx"),
        ("{{#language:als}}", "Alemannisch"),
        ("{{#language:de|fr}}", "Deutsch"),
        ("{{#language:de-x-foo}}", "de-x-foo"),
        ("{{#language:}}", ""),
        ("{{#language:xx-abcd-yy}}", "xx-Abcd-YY"),
    ],
)
def test_language(text: str, expected: str) -> None:
    assert expand(text) == expected


def test_names_in_other_languages_come_with_cldr() -> None:
    wiki = Expander(replace(SITE, extensions=frozenset({"CLDR"})), Pages({}), NOW)
    text = "{{#language:de|fr}} {{#language:de}} {{#language:xx|fr}} {{#language:de|de}}"
    assert wiki.expand_page("A", text).text == "allemand Deutsch xx Deutsch"


def test_directions_and_tags() -> None:
    wiki = Expander(replace(SITE, functions=SITE.functions | {"dir", "bcp47"}), Pages({}), NOW)
    text = "{{#dir:he}} {{#dir:DE}} {{#dir:}} {{#bcp47:zh-hant-tw}} {{#bcp47:}}"
    assert wiki.expand_page("A", text).text == "rtl ltr ltr zh-Hant-TW en"

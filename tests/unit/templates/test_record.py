"""What a page asks for is kept, page by page, though templates are parsed once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from wikimill.site.siteinfo import parse_siteinfo
from wikimill.templates.expander import Expander
from wikimill.templates.record import NOW, Record, asked_name, split_asked
from wikimill.templates.source import TemplatePage

SITE = replace(
    parse_siteinfo(
        {
            "general": {"lang": "en"},
            "namespaces": {
                "0": {"id": 0, "name": ""},
                "10": {"id": 10, "name": "Template", "canonical": "Template"},
            },
        }
    ),
    messages={"jan": "Jan", "feb": "Feb"},
)


class Pages(dict[str, str]):
    """Texts by title."""

    def page(self, title: str) -> TemplatePage | None:
        return TemplatePage(title, self[title]) if title in self else None

    def exists(self, title: str) -> bool:
        return title in self


def test_each_page_has_asked_for_all_that_it_depends_on() -> None:
    pages = Pages({"Template:A": "{{b}}", "Template:B": "#REDIRECT [[Template:C]]", "Template:C": "{{None|x}} c"})
    record = Record(pages, SITE)
    expander = Expander(record.site, record, datetime(2026, 1, 1, tzinfo=UTC))
    expected = ["Template:A", "Template:B", "Template:C", "Template:None"]
    for title in ("One", "Two"):
        expander.expand_page(title, "{{a}} {{C}}")
        assert record.take() == expected
    expander.expand_page("Three", "text")
    assert record.take() == []


def test_a_template_that_came_to_be_is_seen() -> None:
    pages = Pages({})
    expander = Expander(SITE, pages, datetime(2026, 1, 1, tzinfo=UTC))
    assert "{{a}}" not in expander.expand_page("One", "{{a}}").text
    pages["Template:A"] = "now there"
    assert expander.expand_page("One", "{{a}}").text == "now there"
    pages["Template:A"] = "changed"
    assert expander.expand_page("One", "{{a}}").text == "changed"


def test_messages_pages_that_only_need_to_exist_and_the_clock_are_kept_too() -> None:
    record = Record(Pages({"Talk:X": ""}), SITE)
    expander = Expander(record.site, record, datetime(2026, 1, 1, tzinfo=UTC))
    assert record.site.messages["jan"] == "Jan"
    assert record.site.messages.get("none") is None
    assert dict(SITE.messages) == {"jan": "Jan", "feb": "Feb"}
    assert record.exists("Talk:X")
    expander.expand_page("One", "")
    assert not expander.clock_asked
    assert expander.now.year == 2026
    assert record.take(expander.clock_asked) == ["exists|Talk:X", "message|jan", "message|none", NOW]


def test_names_of_what_was_asked_for_are_read_back() -> None:
    for kind, name in (("page", "Template:A"), ("exists", "Talk:A|b"), ("message", "jan"), ("call", "1f")):
        assert split_asked(asked_name(kind, name)) == (kind, name)
    assert split_asked(NOW) == ("now", "")

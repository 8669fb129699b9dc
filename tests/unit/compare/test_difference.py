"""Differences as data."""

from __future__ import annotations

from wikimill.compare.difference import Cause, Difference, PageChange, State, Value, differing, find_moves


def state(words: int, revid: int = 1) -> State:
    return State(revid, f"{words}", {"words": words})


def test_what_differs_of_two_mappings() -> None:
    assert differing({"a": 1, "b": [1], "c": None}, {"b": [2], "d": 0, "c": None}) == [
        Value("a", 1, None),
        Value("b", [1], [2]),
        Value("d", None, 0),
    ]


def test_a_page_under_another_title_moved_once() -> None:
    pages = [
        PageChange("removed", "A", "w", state(1), None),
        PageChange("added", "B", "w", None, state(2)),
        PageChange("added", "C", "w", None, state(3)),
        PageChange("changed", "D", "w", state(3), state(4)),
        PageChange("removed", "E", "v", state(1), None),
    ]
    numbers = {("w", "A"): 5, ("w", "B"): 5, ("w", "C"): 5, ("v", "E"): 5}
    found = find_moves(pages, numbers)
    assert [(page.change, page.title, page.new_title) for page in found] == [
        ("moved", "A", "B"),
        ("added", "C", ""),
        ("changed", "D", ""),
        ("removed", "E", ""),
    ]
    assert (found[0].before, found[0].after) == (state(1), state(2))


def test_causes_are_counted_and_revisions_are_one() -> None:
    template = Cause("template", "Template:A", 1, 2)
    found = Difference("corpus", "a", "b", ("words",))
    found.pages = [
        PageChange("changed", "A", "w", state(1, 3), state(5, 4), causes=[Cause("revision", "", 3, 4), template]),
        PageChange("changed", "B", "w", state(9, 5), state(2, 6), causes=[Cause("revision", "", 5, 6)]),
        PageChange("removed", "C", "w", state(9), None, causes=[Cause("left out", "list")]),
    ]
    assert found.causes() == [
        ("changed", Cause("revision"), {"pages": 2, "words": -3}),
        ("changed", template, {"pages": 1, "words": 4}),
        ("removed", Cause("left out", "list"), {"pages": 1, "words": -9}),
    ]


def test_the_keys_of_the_json_are_stable() -> None:
    found = Difference("corpus", "a", "b", ("words",))
    found.pages = [PageChange("removed", "C", "w", state(9), None, causes=[Cause("left out", "list")])]
    found.totals["before"].update(pages=1, words=9)
    zero = {"pages": 0, "words": 0}
    assert found.facts == {
        "format": 1,
        "kind": "corpus",
        "before": {"path": "a", "pages": 1, "words": 9},
        "after": {"path": "b", **zero},
        "changes": {"added": zero, "removed": {"pages": 1, "words": -9}, "changed": zero, "moved": zero, "same": zero},
        "causes": [
            {
                "change": "removed",
                "kind": "left out",
                "name": "list",
                "before": None,
                "after": None,
                "grew": {"pages": 1, "words": -9},
            }
        ],
        "manifests": [],
        "templates": [],
        "site": [],
        "settings": [],
        "versions": [],
        "notes": [],
        "pages": [
            {
                "change": "removed",
                "title": "C",
                "new_title": None,
                "source": "w",
                "before": {"revid": 1, "digest": "9", "words": 9},
                "after": None,
                "causes": [{"kind": "left out", "name": "list"}],
            }
        ],
    }
    assert "touched" in Difference("lock", "a", "b", ("bytes",)).facts["changes"]

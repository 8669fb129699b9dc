from __future__ import annotations

from wikimill.templates.strip_markers import StripMarkers


def test_markers_are_made_again_what_they_stand_for() -> None:
    markers = StripMarkers()
    inner = markers.add("nowiki", lambda: "<nowiki>a&lt;b</nowiki>", "a&lt;b")
    outer = markers.add("ref", lambda: f"<ref>{inner}</ref>")
    text = f"x {outer} y {inner}"
    assert markers.restore(text) == "x <ref><nowiki>a&lt;b</nowiki></ref> y <nowiki>a&lt;b</nowiki>"
    assert markers.restore_nowiki(text) == f"x {outer} y a&lt;b"
    assert markers.unstrip(text) == "x  y a&lt;b"
    assert markers.kill(text) == "x  y "
    assert markers.kill(text, "ref") == f"x  y {inner}"
    assert inner.startswith("\x7f'\"`UNIQ--nowiki-")


def test_forged_and_endless_markers_go() -> None:
    markers = StripMarkers()
    forged = "\x7f'\"`UNIQ--ref-0000000A-QINU`\"'\x7f"
    assert markers.restore(f"a{forged}b\x7fc") == "abc"
    endless: list[str] = []
    endless.append(markers.add("ref", lambda: f"<ref>{endless[0]}</ref>"))
    assert markers.restore(endless[0]) == "<ref>" * 20 + "</ref>" * 20

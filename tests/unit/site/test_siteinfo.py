"""A wiki from its own answer."""

from __future__ import annotations

from wikimill.site.siteinfo import parse_siteinfo


def test_a_password_in_an_address_goes_no_further() -> None:
    site = parse_siteinfo(
        {
            "general": {
                "lang": "en",
                "base": "https://me:secret@wiki.example/wiki/Main_Page",
                "server": "//me:secret@wiki.example",
                "linktrail": "/^([a-z]+)(.*)$/sD",
                "rtl": False,
            },
            "namespaces": {"0": {"id": 0, "name": ""}},
            "interwikimap": [{"prefix": "x", "url": "https://me:secret@x.example/$1"}],
        }
    )
    assert site.general == {
        "lang": "en",
        "base": "https://wiki.example/wiki/Main_Page",
        "server": "//wiki.example",
        "linktrail": "/^([a-z]+)(.*)$/sD",
        "rtl": False,
    }
    assert site.interwiki == {"x": "https://x.example/$1"}

"""Expands templates by wikitextprocessor, in a process of its own: a line of JSON in, a line out.

First comes `{title: text}` with all templates and modules, then one `[title, text]` after the other; the answer is the
page's wikitext, or null and a line on stderr where the library raises an error.
"""

from __future__ import annotations

import json
import re
import sys
import types
from importlib.metadata import distribution
from typing import Any


class Regular:
    """The module `re`, for a pattern of the library that Python refuses since 3.11: flags that do not come first."""

    def __getattr__(self, name: str) -> Any:
        return getattr(re, name)

    @staticmethod
    def match(pattern: str, text: str) -> re.Match[str] | None:
        """`re.match`."""
        return re.match(f"(?s){pattern.replace('(?s)', '')}" if "(?s)" in pattern else pattern, text)


def load() -> Any:
    """The library's class, repaired so that it runs: it asks `pkg_resources`, which setuptools has no more, for a path,
    one pattern of it is no longer valid, and its Lua is not for Lua 5.5, which lupa takes when it is not asked."""
    stand_in: Any = types.ModuleType("pkg_resources")
    stand_in.resource_filename = lambda package, path: str(distribution(package).locate_file(f"{package}/{path}"))
    sys.modules["pkg_resources"] = stand_in
    from lupa.lua54 import LuaRuntime
    from wikitextprocessor import Wtp, luaexec

    luaexec.re = Regular()
    luaexec.LuaRuntime = LuaRuntime
    return Wtp


def main() -> None:
    """Answer until the input ends."""
    out, sys.stdout = sys.stdout, sys.stderr  # it prints
    processor = load()(num_threads=1, quiet=True)
    for title, text in json.loads(sys.stdin.readline()).items():
        model = "Scribunto" if title.startswith("Module:") else "wikitext"
        target = re.match(r"#REDIRECT \[\[([^]]*)\]\]", text)
        # A name is as it is called here: the library knows Wiktionaries, where the case of the first letter counts.
        space, _, name = title.rpartition(":")
        for each in {title, f"{space}:{name[:1].lower()}{name[1:]}"}:
            processor.add_page(*(("redirect", each, target[1]) if target else (model, each, text)))
    processor.analyze_templates()
    for line in sys.stdin:
        title, text = json.loads(line)
        try:
            processor.start_page(title)
            answer = processor.expand(text)
        except Exception as error:
            sys.stderr.write(f"{type(error).__name__}: {error}\n")
            answer = None
        out.write(json.dumps(answer) + "\n")
        out.flush()


if __name__ == "__main__":
    main()

"""The library of renderers as a whole, and files of the user's.

`library/<case>.wiki` becomes `library/<case>.txt`, where `<gap>` is what was left out. `UPDATE=1 pytest` on this file
writes the expected texts anew; read the difference before you commit it.
"""

from __future__ import annotations

import os
import random
import re
from pathlib import Path
from typing import Any

import pytest

from tests.clone import ROOT
from tests.unit.templates.wiki import expander
from wikimill.config.model import Convert
from wikimill.convert.renderers import library_files, load_library, load_renderers, support_files
from wikimill.errors import WikimillError
from wikimill.templates.expander import GAP
from wikimill.templates.renderers import Renderers

LABEL = re.compile("\x02[0-9]*\x02")  # templates/labels.py
WORKFLOW = ROOT / "workflow"
CASES = sorted((Path(__file__).parent / "library").glob("*.wiki"))


@pytest.fixture(scope="module")
def library() -> Renderers:
    return load_library(WORKFLOW, "en", Convert())


def expand(text: str, library: Renderers | None = None, **options: Any) -> str:
    return LABEL.sub("", expander(last=library, **options).expand_page("Test page (island)", text).text)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_case(case: Path, library: Renderers) -> None:
    text = expand(case.read_text(encoding="utf-8"), library).replace(GAP, "<gap>")
    expected = case.with_suffix(".txt")
    if os.environ.get("UPDATE"):
        expected.write_text(text, encoding="utf-8")
    assert text == expected.read_text(encoding="utf-8")


# What no one means by an argument.
VALUES = [
    "", " ", "\1", "x", "1", "-1", "0", "1e999", "99999999999999999999", "1/0", "%1 %", "a|b", "\ufffd", "km", "ft",
    "10", "é", "y", "fr", "[[a|b]]", "e9999", "//", "((((", "−3", "+", "to", "ftin", "9" * 400, "(" * 3000,
]  # fmt: skip
NAMES = [
    "text", "lt", "df", "sigfig", "round", "adj", "disp", "abbr", "order", "u", "e", "prec", "label", "lit", "s", "t",
    "m", "ft", "spell", "C", "title",
]  # fmt: skip


@pytest.mark.slow
def test_no_renderer_fails_whatever_its_arguments(library: Renderers, caplog: pytest.LogCaptureFixture) -> None:
    rng = random.Random(7)
    names = sorted(name for name, (function, _) in library.names.items() if function)
    assert len(names) > 2000
    for name in names:
        for attempt in range(20):
            arguments = {str(at): rng.choice(VALUES) for at in range(1, (rng.randint(0, 7) if attempt else 0) + 1)}
            arguments |= {rng.choice(NAMES): rng.choice(VALUES) for _ in range(rng.randint(0, 3))}
            text = library.render(name.replace(" *", " x"), arguments)
            assert text is False or isinstance(text, str)
            assert len(text or "") <= 20_000
    assert caplog.messages == []


@pytest.mark.slow
@pytest.mark.parametrize("unit", [" ", "9", "a", "-", "(", "1 ", "1/", "\n* ", "+", ".", "=1", "½", "A1", "1-", "km "])
def test_long_arguments_take_no_longer_than_others(library: Renderers, unit: str) -> None:
    for name in sorted(name for name, (function, _) in library.names.items() if function)[::7]:
        for position in ("1", "2", "3"):
            library.render(name, {"1": "5", "2": "km", position: unit * 5000 + "x"})


def test_no_name_is_in_two_files() -> None:
    owners: dict[str, str] = {}
    for path in library_files(WORKFLOW):
        names = load_renderers([path], WORKFLOW, "en", Convert()).names
        assert not names.keys() & owners.keys()
        owners |= dict.fromkeys(names, path.name)
    assert len({*owners.values()}) == len(library_files(WORKFLOW))


def test_infoboxes_become_tables_whether_tables_stay_or_not() -> None:
    text = "{{Infobox island|name=Hest|population={{val|1148}}}}"
    shown = "\n{|\n|-\n| name || Hest\n|-\n| population || 1,148\n|}\n"
    for tables in ("drop", "keep", "text"):
        library = load_library(WORKFLOW, "en", Convert.model_validate({"tables": tables}))
        assert expand(text, library) == shown


def test_renderers_of_the_users(tmp_path: Path) -> None:
    one, other = tmp_path / "one.lua", tmp_path / "other.lua"
    one.write_text("return { lamp = function() return 'a lamp' end, tide = function() return 'a tide' end }")
    other.write_text("local pick = require 'helpers'.pick\nreturn { tide = function(a) return pick(a, 1, 'at') end }")
    mine = load_renderers([one, other], WORKFLOW, "en", Convert())
    pages = {"Template:Lamp": "the wiki's lamp", "Template:Bell": "the wiki's bell"}
    text = "{{lamp}} {{bell}} {{tide| |at= noon }}{{tide}}"
    assert expand(text, pages=pages, first=mine) == f"a lamp the wiki's bell noon{GAP}"


def test_a_file_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(WikimillError, match=r"convert\.renderers: .*gone\.lua: No such file or directory"):
        load_renderers([tmp_path / "gone.lua"], WORKFLOW, "en", Convert())


def test_the_library_requires_all_that_is_there_for_it() -> None:
    sources = [path.read_text(encoding="utf-8") for path in (*library_files(WORKFLOW), *support_files(WORKFLOW))]
    for path in support_files(WORKFLOW):
        assert any(f"require '{path.stem}'" in source for source in sources)

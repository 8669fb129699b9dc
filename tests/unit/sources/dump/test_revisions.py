"""The texts of pinned revisions."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from demo.build import export
from tests.unit.sources.dump.exports import WEATHER, write
from wikimill.errors import WikimillError
from wikimill.sources.base import Revision
from wikimill.sources.dump.source import DumpSource


def test_texts_that_are_not_those_that_were_pinned_are_refused(tmp_path: Path) -> None:
    source = DumpSource(write(tmp_path, export(WEATHER)), tmp_path)
    (pin,) = source.lookup(["Haar"])
    assert [item.text for item in source.revisions([pin]) if isinstance(item, Revision)] == [WEATHER["Haar"]]
    unknown = replace(pin, sha1="", bytes=0)
    assert [item.text for item in source.revisions([unknown]) if isinstance(item, Revision)] == [WEATHER["Haar"]]
    gone = replace(pin, revid=77, title="Gone")
    assert list(source.revisions(iter([gone]))) == [gone]
    for other in (replace(pin, sha1="0" * 40), replace(pin, bytes=1)):
        with pytest.raises(WikimillError, match=r"wiki\.xml: page 'Haar' at revision 1003 no longer has the text that"):
            list(source.revisions([other]))

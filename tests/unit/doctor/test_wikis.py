"""What the doctor reports about a wiki that cannot be reached; tests/workflow/test_doctor.py has one that answers."""

from __future__ import annotations

import socket
from pathlib import Path

from tests.unit.doctor.helpers import single
from wikimill.config.model import Config
from wikimill.doctor import wikis
from wikimill.manifest.origin import WikiOrigin


def test_a_wiki_that_does_not_answer(project_folder: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        origin = WikiOrigin(f"http://127.0.0.1:{closed.getsockname()[1]}/w/api.php")
        status, found, _ = single(wikis.wiki(origin, Config()))
    assert status == "problem"
    assert "it cannot be reached (" in found

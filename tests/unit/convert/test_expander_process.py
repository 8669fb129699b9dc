"""The process that expands templates: what it is asked, and what is done when it hangs or ends."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.converter import converter
from wikimill.config.model import Convert
from wikimill.convert import expander_worker
from wikimill.convert.expander_process import ExpanderProcess
from wikimill.convert.expander_settings import ExpanderSettings
from wikimill.convert.expansion import ExpandedPage, Label, Step
from wikimill.convert.losses import Loss
from wikimill.convert.wikitext import WikitextConverter
from wikimill.convert.worker_process import LimitError
from wikimill.errors import WikimillError

MODULE = """local p = {}
function p.say(frame) return 'said' .. (frame.args[1] or '') end
return p
"""


@pytest.fixture(scope="module")
def wiki() -> Iterator[WikitextConverter]:
    with converter() as wiki:
        yield wiki


def losses(page: object) -> list[tuple[str, str, str]]:
    return [(loss.kind, loss.name, loss.example) for loss in page.losses if loss.kind != "removed"]  # type: ignore[attr-defined]


def test_a_module_that_is_missing_is_listed_once(wiki: WikitextConverter) -> None:
    page = wiki.convert("A", "One {{#invoke:N|x}} {{#invoke:N|y}} two.", {"Module:M": MODULE})
    assert page.markdown == "One two.\n"
    assert page.losses == (Loss("missing", "Module:N", 2, "One {{#invoke:N|x}} two."),)
    page = wiki.convert("A", "One {{#iferror:{{#invoke:N|x}}|no module}}.", {"Module:M": MODULE})
    assert (page.markdown, page.losses) == ("One no module.\n", ())


@pytest.mark.parametrize("templates", ["wiki", "local"])
def test_without_pages_of_the_wiki_no_module_is_said_to_be_missing(templates: str) -> None:
    with converter(Convert(templates=templates, remove=[]), host="wiki.example") as wiki:
        page = wiki.convert("A", "One {{#invoke:N|x}} {{#iferror:{{#invoke:N|y}}|error}}two.")
    assert page.markdown == "One two.\n"
    assert losses(page) == [("missing", "Module:N", "One {{#invoke:N|x}} two.")]


def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, timeout: float = 2) -> ExpanderProcess:
    """A process that answers as a program does."""
    program = tmp_path / "worker.py"
    program.write_text(f"import json, os, sys, time\ndef answer(x): print(json.dumps(x), flush=True)\n{text}")
    monkeypatch.setattr(ExpanderProcess, "COMMAND", (sys.executable, str(program)))
    return ExpanderProcess({}, timeout, 256)


CALL = {"number": 3, "module": "Module:X", "line": 7, "text": "{{#invoke:X|f}}"}
LOSS, STEP = Loss("missing", "Template:T"), Step("T", "page", "Template:T", "t")
PAGE = ExpandedPage("text", (Label("T", True),), (LOSS,), ("Template:T",), (STEP,), ("{{c}}",))


def test_after_the_end_of_the_process_the_last_call_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = fake(
        tmp_path,
        monkeypatch,
        f"""
answer({{'ready': True}})
sys.stdin.readline()
for line in sys.stdin:
    request = json.loads(line)
    answer({{'call': {CALL}}})
    if 3 not in request['left_out']: os._exit(1)
    answer({{'page': {PAGE.to_dict()}}})
""",
    )
    page = process.expand("A", "text")
    assert page.losses == (*PAGE.losses, Loss("modules", "Module:X line 7", 1, "memory:256MiB: {{#invoke:X|f}}"))
    assert (page.text, page.labels, page.asked, page.steps, page.calls) == (
        PAGE.text,
        PAGE.labels,
        PAGE.asked,
        PAGE.steps,
        PAGE.calls,
    )
    process.stop()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ("", WikimillError, "the process that expands templates did not start"),
        ("answer({'error': 'x.lua: no', 'is_cache': False})", WikimillError, "^x.lua: no$"),
        ("answer({'ready': True})", LimitError, "memory:256MiB"),
        (
            "answer({'ready': True})\nlist(zip('ab', sys.stdin))\nanswer({'failed': 'error:KeyError:x.py:1'})",
            LimitError,
            "error:KeyError:x.py:1",
        ),
    ],
)
def test_a_process_that_cannot_go_on_is_no_endless_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, error: type[Exception], message: str
) -> None:
    process = fake(tmp_path, monkeypatch, text)
    with pytest.raises(error, match=message):
        process.expand("A", "text")
    process.stop()


@pytest.mark.slow
@pytest.mark.parametrize(
    "text", ["time.sleep(9)", f"list(zip(sys.stdin, 'ab'))\nwhile True: answer({{'call': {CALL}}})"]
)
def test_a_process_that_hangs_is_no_endless_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    process = fake(tmp_path, monkeypatch, f"answer({{'ready': True}})\n{text}", timeout=0.2)
    with pytest.raises(LimitError, match=r"timeout:0\.2s"):
        process.expand("A", "text")
    process.stop()


def test_a_mistake_of_ours_costs_the_page_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = io.BytesIO()
    monkeypatch.setattr(expander_worker, "Worker", Faulty)
    requests = io.BytesIO(b"".join(json.dumps(request).encode() + b"\n" for request in ({}, {"n": 0}, {"n": 1})))
    monkeypatch.setattr(ExpanderSettings, "from_dict", lambda data: data)
    expander_worker.run(requests, answers)
    ready, failed, page = map(json.loads, answers.getvalue().splitlines())
    assert ready == {"ready": True}
    assert re.fullmatch(r"error:ZeroDivisionError:test_expander_process\.py:\d+", failed["failed"])
    assert ExpandedPage.from_dict(page["page"]).text == "1.0"


class Faulty:
    """A worker with a mistake."""

    def __init__(self, *_: object) -> None: ...

    def expand(self, request: dict[str, int]) -> ExpandedPage:
        return ExpandedPage(str(1 / request["n"]))


def test_a_process_takes_little_memory(wiki: WikitextConverter) -> None:
    wiki.convert("A", "{{#invoke:M|say}}", {"Module:M": MODULE})
    process = wiki.expander.process
    assert process is not None
    status = Path(f"/proc/{process.process.pid}/status")
    if not status.exists():
        pytest.skip("there is no /proc")
    [peak] = [line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM:")]
    assert int(peak) < 150 << 10

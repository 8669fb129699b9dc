"""What of a text is copied from the corpus."""

from __future__ import annotations

import threading

import pytest

from tests.unit.corpus.builder import prose
from tests.unit.serve.builder import FOLDER, fake_app
from tests.unit.serve.client import client
from wikimill.serve.copied import _compare


@pytest.mark.usefixtures("_in_corpus")
def test_copied_parts_are_told_and_the_page_of_the_longest() -> None:
    copied = " ".join(prose(3).split()[5:20])
    answer = client(fake_app()[0]).post("/copied", json={"text": f"🌊 Something new, {copied}, and <b>more</b>"})
    content = answer.json()
    assert content["parts"] == [
        {"text": "🌊 Something new, ", "copied": False},
        {"text": copied, "copied": True},
        {"text": ", and <b>more</b>", "copied": False},
    ]
    assert content["longest"] == {"words": 15, "text": copied, "title": "Harbour 03"}
    assert (content["ngram"], round(content["share"], 3)) == (8, round(8 / 14, 3))


@pytest.mark.usefixtures("_in_corpus")
def test_a_text_that_is_not_there_has_no_copied_part() -> None:
    content = client(fake_app()[0]).post("/copied", json={"text": "zzz yyy"}).json()
    assert (content["share"], content["longest"]) == (None, None)
    assert content["parts"] == [{"text": "zzz yyy", "copied": False}]


@pytest.mark.usefixtures("_in_corpus")
def test_a_comparison_for_which_nobody_waits_ends_at_once() -> None:
    gone = threading.Event()
    gone.set()
    with pytest.raises(InterruptedError):
        next(_compare("zzz yyy", FOLDER / "pages.parquet", gone))


def test_without_a_corpus_nothing_is_compared() -> None:
    answer = client(fake_app()[0]).post("/copied", json={"text": "a"})
    assert (answer.status_code, "there is no corpus" in answer.json()["error"]["message"]) == (404, True)


@pytest.mark.parametrize("content", [{}, {"text": 1}, {"text": "a", "pages": "/etc/passwd"}, []])
def test_another_request_is_refused(content: object) -> None:
    assert client(fake_app()[0]).post("/copied", json=content).status_code == 400

"""The first page, its files, and errors."""

from __future__ import annotations

import pytest

from tests.unit.serve.builder import fake_app
from tests.unit.serve.client import client
from wikimill.config.training import Generate
from wikimill.serve.corpus import Corpus


def test_the_page_has_the_settings_of_the_configuration() -> None:
    options = Generate(temperature=0.25, top_k=7, seed=11, prefix='"><b>', truncate="</script>", strategy="greedy")
    page = client(fake_app(options=options)[0]).get("/").text
    for part in ('id="temperature" name="temperature" type="number" value="0.25"', 'value="7"', 'value="11"'):
        assert part in page
    assert "<option selected>greedy</option>" in page
    assert 'data-prefix="&#34;&gt;&lt;b&gt;"' in page
    assert 'value="&lt;/script&gt;"' in page
    for name in ("length", "temperature", "top_k", "top_p", "repetition_penalty", "strategy", "truncate", "seed"):
        assert f'<label for="{name}">{name}</label>' in page
        assert f"<dt>{name}</dt><dd>" in page


def test_its_files_are_served_and_it_asks_for_no_other() -> None:
    found = client(fake_app()[0])
    page = found.get("/").text
    for name, kind in (("serve.js", "text/javascript"), ("serve.css", "text/css")):
        assert f'"/static/{name}"' in page
        answer = found.get(f"/static/{name}")
        assert answer.headers["content-type"].startswith(kind)
        assert len(answer.content) > 1000
    assert "http" not in page.replace("http-equiv", "")


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (
            PermissionError(13, "Permission denied", "corpus/main/x"),
            "x: Permission denied; make it writable",
        ),
        (ZeroDivisionError("secret"), "This is a fault of wikimill&#39;s; its log has the details."),
    ],
)
@pytest.mark.usefixtures("_in_corpus")
def test_faults_are_told_without_a_traceback(error: Exception, message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(Corpus, "list_pages", fail)
    found = client(fake_app()[0])
    found._transport.raise_server_exceptions = False  # type: ignore[attr-defined]
    answer = found.get("/corpus")
    assert answer.status_code == 500
    assert message in answer.text
    assert "secret" not in answer.text

"""wikimill from Python."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import wikimill as wm
from tests.clone import ROOT
from tests.unit.corpus.builder import build_corpus
from tests.unit.gpt2 import save_run
from wikimill.api import workflow
from wikimill.manifest.models import read_manifest


def test_its_names_are_those_of_the_stub_and_load_nothing_before_they_are_used() -> None:
    stub = (ROOT / "src/wikimill/__init__.pyi").read_text()
    assert sorted(line.split()[-1] for line in stub.splitlines() if " as " in line) == sorted(wm.__all__)
    assert all(callable(getattr(wm, name)) for name in wm.__all__)
    code = "import sys, wikimill; print([name for name in sys.modules if name.startswith('wikimill.')])"
    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "[]\n"
    with pytest.raises(AttributeError, match="has no attribute 'bake'"):
        wm.bake  # type: ignore[attr-defined]  # noqa: B018


@pytest.mark.slow
def test_wikitext_becomes_markdown(project: Path) -> None:
    assert wm.convert("'''Bold''' [[Tide|tides]]").markdown == "**Bold** tides\n"
    first = wm.convert("== A ==\n{|\n| cell\n|}\nText", settings={"convert": {"tables": "keep"}})
    assert "cell" in first.markdown
    assert first.status == "ok"
    again = wm.convert("== A ==\n{|\n| cell\n|}\nText")
    assert "cell" not in again.markdown
    assert [loss.kind for loss in again.losses] == ["tables"]
    assert wm.convert("''x''", to="plain").markdown == "x\n"


def test_what_cannot_be_converted_is_said(project: Path) -> None:
    with pytest.raises(
        wm.WikimillError, match=r"settings: unknown key convert\.tabels; the nearest is convert\.tables"
    ):
        wm.convert("x", settings={"convert": {"tabels": "keep"}})
    with pytest.raises(wm.WikimillError, match=r"wiki nope\.example: nothing was fetched from it"):
        wm.convert("x", wiki="nope.example")


def test_a_manifest_is_written_as_its_keys_say(project: Path) -> None:
    manifest = wm.Manifest(wiki="en.wikipedia.org", categories=["Lighthouses"], depth=2)
    path = manifest.save("lights")
    assert path.read_text() == "wiki: en.wikipedia.org\ncategories:\n- Lighthouses\ndepth: 2\n"
    assert read_manifest(path)[0] == manifest.model
    assert repr(wm.Manifest.read("lights")) == repr(manifest)
    manifest.save("lights")  # the same again
    other = wm.Manifest(documents="texts")
    with pytest.raises(wm.WikimillError, match="another manifest has this name"):
        other.save("lights")
    assert other.save("lights", replace=True).read_text() == "documents: texts\n"


def test_a_manifest_that_is_none_is_said() -> None:
    with pytest.raises(wm.WikimillError, match="Manifest: the manifest has no source; give it one of the keys wiki, "):
        wm.Manifest(categories=["Lighthouses"])
    with pytest.raises(wm.WikimillError, match="Manifest: unknown key categorys; the nearest is categories"):
        wm.Manifest(wiki="en.wikipedia.org", categorys=["Lighthouses"])
    with pytest.raises(wm.WikimillError, match=r"'\.\./x' cannot be the name of a manifest"):
        wm.Manifest(documents="texts").save("../x")


def test_pages_of_a_corpus_come_one_by_one(project: Path) -> None:
    build_corpus({"Tide": "Water rises.\n", "Ebb": "Water falls.\n"}, val_fraction=0)
    pages = list(wm.load_corpus("corpus/c"))
    assert [(page.title, page.text, page.split) for page in pages] == [
        ("Ebb", "Water falls.\n", "train"),
        ("Tide", "Water rises.\n", "train"),
    ]
    assert pages[0].fields["title"] == "Ebb"
    assert list(wm.load_corpus("corpus/c", split="val")) == []
    with pytest.raises(wm.WikimillError, match="there is no such table; build the corpus first"):
        wm.load_corpus("corpus/nope")


@pytest.mark.slow
def test_a_model_writes(project: Path) -> None:
    save_run()
    model = wm.load_model("out/main")
    texts = model.generate("the", 3, length=8, seed=5)
    assert len(set(texts)) == 3
    assert all(text.startswith("the") for text in texts)
    assert model.generate("the", 3, length=8, seed=5) == texts
    assert wm.load_model("out/main/model", "float32").generate("the", length=8, seed=5) == texts[:1]
    assert "".join(model.stream("the", length=8, seed=5)) == texts[0].removeprefix("the")
    with pytest.raises(wm.WikimillError, match="generate: unknown key temprature; the nearest is temperature"):
        model.generate("the", temprature=1)
    with pytest.raises(wm.WikimillError, match="out/nope: "):
        wm.load_model("out/nope")


def test_building_is_snakemakes_work(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    call = (
        "import sys; print(*sys.argv[1:], file=sys.stderr); print('wikimill: error: no', file=sys.stderr); sys.exit({})"
    )
    for status in (0, 1):
        monkeypatch.setattr(workflow, "SNAKEMAKE", [sys.executable, "-c", call.format(status)])
        try:
            wm.build("train", "--x", jobs=3, settings={"train": {"steps": 2}})
        except wm.WikimillError as error:
            assert (status, str(error)) == (1, "no")
        else:
            assert status == 0
        assert capsys.readouterr().err.splitlines()[0] == '-j3 --config train={"steps": 2} -- train --x'
    with pytest.raises(wm.WikimillError, match=r"settings: unknown key train\.stepps"):
        wm.build("train", settings={"train": {"stepps": 2}})

"""Bad input ends in one line that names what is wrong and the fix, in a failure, and in no half-written file."""

from __future__ import annotations

import bz2
import re
import socket
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clone import Clone
from tests.small_disk import SmallDisk


def manifest(clone: Clone, text: str) -> str:
    """A manifest `bad` with this text; the target that builds it."""
    clone.write("manifests/originals/bad.yaml", text)
    return "processed/bad"


def assert_nothing_written(clone: Clone) -> None:
    """No file has its final name."""
    assert not (clone.folder / "manifests/derived/bad.tsv").exists()
    assert not (clone.folder / "processed").exists()
    assert not (clone.folder / "raw").exists()


def test_an_unknown_key_in_the_configuration(clone: Clone) -> None:
    clone.write("config/config.yaml", "train:\n  batchsize: 2\n")
    message = clone.error("snakemake", "-j1", "processed/demo")
    assert message == "config/config.yaml: unknown key train.batchsize; the nearest is train.batch_size"
    assert clone.error("wikimill", "convert", "README.md") == message


def test_an_unknown_key_in_another_file_and_on_the_command_line(clone: Clone) -> None:
    clone.write("mine.yaml", "generate: {temprature: 1}\n")
    assert "mine.yaml: unknown key generate.temprature; the nearest is generate.temperature" in clone.error(
        "snakemake", "-j1", "processed/demo", "--configfile", "mine.yaml"
    )
    assert "--config: unknown key contacts; the nearest is contact" in clone.error(
        "snakemake", "-j1", "processed/demo", "--config", "contacts=x"
    )


def test_a_bad_selector_wherever_it_stands(clone: Clone) -> None:
    problem = (
        "a selector is tag, .class, #id, [attribute], [attribute=value] (also ~=, ^=, $=, *=), :not(one of these), or "
        "several together as in table:not(.wikitable), not 'div p'; correct this key"
    )
    bad = "remove: [.navbox, div p]"
    command = ("snakemake", "-j1", "processed/demo")
    assert clone.error(*command, "--config", f"convert={{{bad}}}") == f"--config: convert.remove.1: {problem}"
    clone.write("mine.yaml", f"convert: {{{bad}}}\n")
    assert clone.error(*command, "--configfile", "mine.yaml").endswith(f"/mine.yaml: convert.remove.1: {problem}")
    clone.write("config/config.yaml", f"convert: {{{bad}}}\n")
    message = f"config/config.yaml: convert.remove.1: {problem}"
    assert clone.error(*command) == message
    assert clone.error("wikimill", "convert", "README.md") == message
    message = f"--set: convert.remove.0: {problem}"
    assert clone.error("wikimill", "convert", "--set", "convert.remove=[div p]", "README.md") == message


def test_a_configuration_that_is_not_yaml(clone: Clone) -> None:
    clone.write("config/config.yaml", "train: [\n")
    assert "config/config.yaml line 2: not valid YAML" in clone.error("snakemake", "-j1", "processed/demo")


def test_a_duplicate_key_in_another_file(clone: Clone) -> None:
    clone.write("mine.yaml", "train: {steps: 1}\ntrain: {steps: 2}\n")
    message = clone.error("snakemake", "-j1", "processed/demo", "--configfile", "mine.yaml")
    assert message.endswith("mine.yaml line 2: not valid YAML (duplicate key 'train'); correct the configuration")


def test_a_locale_that_is_not_utf8(clone: Clone) -> None:
    locale = ("env", "PYTHONUTF8=0", "PYTHONCOERCECLOCALE=0", "LC_ALL=C")
    message = "names of files are ascii in this locale, not UTF-8; `export PYTHONUTF8=1`, and run again"
    assert clone.error(*locale, "snakemake", "-j1", "processed/demo") == message
    assert clone.error(*locale, "wikimill", "convert", "ü.wiki") == message


def test_no_contact(clone: Clone) -> None:
    message = clone.error("snakemake", "-j1", "processed/startrek")
    assert "en.wikipedia.org: " in message
    assert "set `contact` in config/config.yaml" in message
    assert not (clone.folder / "manifests/derived/startrek.tsv").exists()


def test_no_contact_for_a_single_page(clone: Clone) -> None:
    message = clone.error("snakemake", "-j1", "processed/mediawiki/en.wikipedia.org/Julius_Caesar.md")
    assert "set `contact` in config/config.yaml" in message
    assert not (clone.folder / "raw").exists()


def test_a_manifest_that_does_not_exist(clone: Clone) -> None:
    message = clone.error("snakemake", "-j1", "processed/nope")
    assert "manifests/originals/nope.yaml: there is no such manifest; there are demo, " in message


@pytest.mark.parametrize(
    ("text", "part"),
    [
        (
            "",
            "manifests/originals/bad.yaml: the manifest has no source; give it one of the keys wiki, documents",
        ),
        ("wiki: w.example\ncategory: [A]\n", "unknown key category; the nearest is categories"),
        ("wiki: w.example\npages: [../../../etc/passwd]\n", "'../../../etc/passwd' is not a legal page title"),
        ("wiki: skerrow.example\ndump: none.xml.bz2\n", "none.xml.bz2: there is no such dump"),
        ("wiki: w.example\nwiki: v.example\n", "line 2: not valid YAML (duplicate key 'wiki')"),
    ],
)
def test_a_bad_manifest(clone: Clone, text: str, part: str) -> None:
    assert part in clone.error("snakemake", "-j1", manifest(clone, text))
    assert_nothing_written(clone)


def test_a_manifest_that_is_not_utf8(clone: Clone) -> None:
    (clone.folder / "manifests/originals/bad.yaml").write_bytes(b"wiki: w.example\npages: [\xff]\n")
    assert "bad.yaml: byte 24 of this manifest is not UTF-8" in clone.error("snakemake", "-j1", "processed/bad")
    assert_nothing_written(clone)


def test_a_host_that_cannot_be_reached(clone: Clone) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    target = manifest(clone, f"wiki: http://127.0.0.1:{port}/w/api.php\ncategories: [A]\n")
    message = clone.error("snakemake", "-j1", target, "--config", "mediawiki={retries: 1}")
    assert f"http://127.0.0.1:{port}/w/api.php: it cannot be reached (" in message
    assert "Connection refused) (2 attempts); check the address, or run again later" in message
    assert_nothing_written(clone)


@pytest.mark.parametrize("damage", ["truncated", "malformed"])
def test_a_bad_dump(clone: Clone, damage: str) -> None:
    data = (clone.folder / "demo/wiki.xml.bz2").read_bytes()
    xml = bz2.decompress(data)
    if damage == "truncated":
        data = data[: len(data) // 2]
    else:
        data = bz2.compress(xml.replace(b"</revision>", b"</revisions>"))
    (clone.folder / "bad.xml.bz2").write_bytes(data)
    message = clone.error("snakemake", "-j1", manifest(clone, "wiki: w.example\ndump: bad.xml.bz2\n"))
    assert message.startswith("bad.xml.bz2: ")
    assert "; download or export it again" in message
    assert_nothing_written(clone)


def test_a_dump_with_bytes_that_are_not_utf8_has_its_other_pages(clone: Clone) -> None:
    xml = bz2.decompress((clone.folder / "demo/wiki.xml.bz2").read_bytes())
    (clone.folder / "bad.xml.bz2").write_bytes(bz2.compress(xml.replace(b"lighthouse", b"\xff\xfe")))
    clone.snakemake(manifest(clone, "wiki: w.example\ndump: bad.xml.bz2\n"))
    rows = [line.split("\t") for line in (clone.folder / "processed/bad/pages.tsv").read_text().splitlines()[1:]]
    found = Counter((row[5], row[6] if row[5] == "missing" else "") for row in rows)
    assert found["missing", "text not UTF-8"] > 0
    assert found["ok", ""] > 0


def test_wikitext_that_is_not_there(clone: Clone) -> None:
    assert clone.error("wikimill", "convert", "none.wiki").startswith("none.wiki: there is no such wikitext")


def test_a_damaged_lock(clone: Clone) -> None:
    clone.write("manifests/derived/demo.tsv", "# wikimill\nrubbish\n")
    for target in ("processed/demo", "processed/mediawiki/skerrow.example/Corncrake.md"):
        message = clone.error("snakemake", "-j1", target)
        assert message.startswith("manifests/derived/demo.tsv: its header is broken")
        assert "restore it from version control, or delete it" in message


def test_a_corpus_before_any_manifest(clone: Clone) -> None:
    assert "processed/: no manifest was built yet, aside from demo" in clone.error("snakemake", "-j1", "corpus")


def test_a_page_outside_the_folder_is_not_a_target(clone: Clone) -> None:
    target = "processed/mediawiki/skerrow.example/../../../evil.md"
    output = clone.run("snakemake", "-j1", target, check=False)
    assert "wikimill: error: there is no target '" in output
    assert not (clone.folder.parent / "evil.md").exists()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """A file system with room for nothing yet."""
    SmallDisk.skip_unless_possible()
    with SmallDisk(tmp_path / "disk", 4096) as disk:
        yield disk


@pytest.mark.parametrize("full", ["cache", "processed", "raw", "corpus"])
def test_a_full_disk(clone: Clone, small_disk: SmallDisk, full: str) -> None:
    (clone.folder / full).symlink_to(small_disk.folder)
    demo = ["--configfile", "config/demo.yaml"]
    if full == "corpus":
        clone.snakemake("processed/demo")
    # Just too little: the work begins, and ends in the middle.
    small_disk.resize({"cache": 120_000, "processed": 60_000, "raw": 60_000, "corpus": 100_000}[full])
    message = clone.error("snakemake", "-j1", "corpus" if full == "corpus" else "processed/demo", *demo)
    assert re.search("free some space|make space", message)
    assert "and run again" in message
    assert full in message or str(small_disk.folder) in message
    if full == "corpus":
        assert {path.name for path in small_disk.folder.rglob("*")} <= {"demo"}
    small_disk.resize(2 << 20)
    clone.snakemake("corpus" if full == "corpus" else "processed/demo", *demo)

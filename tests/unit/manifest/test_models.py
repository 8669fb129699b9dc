"""What a person writes: a manifest of one source, closed to unknown keys, and its errors in one line."""

from __future__ import annotations

import hashlib
from pathlib import Path

import jsonschema
import pytest
import yaml

from wikimill.cli import config_reference
from wikimill.errors import WikimillError
from wikimill.manifest.models import DocumentsManifest, PairsManifest, WebManifest, WikiManifest, read_manifest

ROOT = Path(__file__).parents[3]


def write(path: Path, text: str) -> Path:
    path.write_text(text)
    return path


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("wiki: w.example\npages: [A]\n", WikiManifest),
        ("documents: books\nlicence: CC0-1.0\n", DocumentsManifest),
        ("urls: [https://a.example/]\n", WebManifest),
        ("pairs: a.jsonl\ntemplate: '{a}'\n", PairsManifest),
    ],
)
def test_a_key_tells_the_source(tmp_path: Path, text: str, kind: type) -> None:
    path = write(tmp_path / "m.yaml", text)
    manifest, digest = read_manifest(path)
    assert type(manifest) is kind
    assert digest == hashlib.sha256(text.encode()).hexdigest()
    jsonschema.validate(yaml.safe_load(text), config_reference.SCHEMAS["manifest"].json_schema())


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "the manifest has no source; give it one of the keys wiki, documents, urls, pairs"),
        ("- a\n", "the manifest has no source"),
        ("document: a\n", "the manifest has no source"),
        ("wiki: w.example\nurls: [https://a.example]\n", "the manifest has wiki and urls; give it one of the keys"),
        ("documents: a\nlicense: x\n", "unknown key license; the nearest is licence"),
        ("documents: ''\n", "documents: "),
        ("pairs: a.jsonl\n", "template: Field required"),
        ("pairs: a.jsonl\ntemplate: '{a.b}'\n", "template: template '{a.b}': {a.b} is not just a column name"),
        ("urls: []\n", "urls"),
        ("urls: [ftp://a.example]\n", "urls: 'ftp://a.example' is not the address of a web page (must begin with"),
        ("urls: [https://u:p@a.example]\n", "urls: an address must not contain a user name or a password"),
        ("urls: no.txt\n", "no.txt: there is no such list of URLs; check the name"),
    ],
)
def test_bad_manifests_are_one_line_with_file_and_fix(tmp_path: Path, text: str, part: str) -> None:
    path = write(tmp_path / "m.yaml", text)
    with pytest.raises(WikimillError) as caught:
        read_manifest(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert part in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("key", ["documents", "pairs", "dump", "html", "categorylinks", "urls"])
@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("a\\0b", "characters that are not for names of files"),
        ("a\\x9bb", "characters that are not for names of files"),
        ("\\u202egpj", "characters that are not for names of files"),
        ("x" * 256, "is longer than the name of a file can be"),
        ("x/" * 3000, "is longer than the name of a file can be"),
    ],
)
def test_a_path_that_cannot_be(tmp_path: Path, key: str, path: str, part: str) -> None:
    others = {"documents": "", "urls": "", "pairs": "template: '{a}'\n"}.get(key, "wiki: w.example\npages: [A]\n")
    with pytest.raises(WikimillError, match=rf"m\.yaml: {key}.*{part}"):
        read_manifest(write(tmp_path / "m.yaml", f'{others}{key}: "{path}"\n'))


def test_urls_from_a_file_count_for_the_digest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = write(tmp_path / "m.yaml", "urls: list.txt\n")
    write(tmp_path / "list.txt", "\ufeff# pages\nhttps://A.example\n\n  https://b.example/x#y  \n")
    manifest, digest = read_manifest(path)
    assert isinstance(manifest, WebManifest)
    assert manifest.addresses() == ["https://a.example/", "https://b.example/x"]
    assert digest == hashlib.sha256(path.read_bytes() + Path("list.txt").read_bytes()).hexdigest()
    write(tmp_path / "list.txt", "# none\n")
    with pytest.raises(WikimillError, match=r"m\.yaml: list\.txt: it has no URL; write one per line"):
        read_manifest(path)
    write(tmp_path / "list.txt", "https://a.example\nnonsense\n")
    with pytest.raises(WikimillError, match=r"m\.yaml: list\.txt line 2: 'nonsense' is not the address"):
        read_manifest(path)


def test_an_address_needs_no_scheme(tmp_path: Path) -> None:
    path = write(tmp_path / "m.yaml", "wiki: w.example\npages: [w.example/wiki/Haar, W.example, x.example/y]\n")
    manifest, _ = read_manifest(path)
    assert isinstance(manifest, WikiManifest)
    assert manifest.pages == ["https://w.example/wiki/Haar", "W.example", "x.example/y"]


def test_the_manifests_of_the_project_are_of_a_kind() -> None:
    for path in (ROOT / "manifests/originals").glob("*.yaml"):
        assert read_manifest(path)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "the manifest has no source; give it one of the keys wiki, documents, urls, pairs"),
        ("wiki: w.example\n", "the manifest is empty: name categories or pages"),
        ("wiki: w.example\ncategory: [A]\n", "unknown key category; the nearest is categories"),
        ("categories: [A]\n", "the manifest has no source"),
        ("wiki: w.example\npages: [../../etc/passwd]\n", "'../../etc/passwd' is not a legal page title"),
        ("wiki: https://u:p@w.example/w/api.php\npages: [A]\n", "must not contain a user name or a password"),
        ("wiki: Some Wiki\npages: [A]\n", "'Some Wiki' is not the address of a wiki; paste that of one of its pages"),
        ("wiki: w.example\npages: [A]\ndepth: -1\n", "depth: Input should be greater than or equal to 0"),
        ("- a\n", "m.yaml: "),
        ("wiki: [\n", "not valid YAML"),
        ("wiki: w.example\npages: [A, 1984]\n", "pages: 1984 is no text here; put the title in quotes"),
        ("wiki: w.example\ncategories: [No]\n", "categories: False is no text here; put the title in quotes"),
        ("wiki: w.example\nnamespaces: [999999999]\n", "Input should be less than or equal to 100000"),
        ('wiki: w.example\npages: [A]\nlicence: "a\\0b"\n', "licence"),
        ('wiki: w.example\nprefix: "a\\0b"\n', "prefix: 'a\\x00b' is too long, or has characters that no title has"),
        ('wiki: w.example\npages: [A]\nexclude: {titles: ["\\u202e"]}\n', "exclude.titles: '\\u202e' is too long, or"),
        ("wiki: w.example\nprefix: 2001-09-11\n", "prefix: 2001-09-11 is no text here; put the title in quotes"),
    ],
)
def test_bad_manifests_of_a_wiki_are_one_line_with_file_and_fix(tmp_path: Path, text: str, part: str) -> None:
    path = tmp_path / "m.yaml"
    path.write_text(text)
    with pytest.raises(WikimillError) as caught:
        read_manifest(path)
    assert str(path) in str(caught.value)
    assert part in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_manifests_that_come_with_the_project_are_valid() -> None:
    names = {path.stem for path in (ROOT / "manifests/originals").glob("*.yaml")}
    assert {"demo", "startrek"} <= names
    for name in names:
        assert isinstance(read_manifest(ROOT / f"manifests/originals/{name}.yaml")[0], WikiManifest)


LOGIN = "https://me:hunter2@w.example"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (f"wiki: {LOGIN}/w/api.php\npages: [A]\n", "wiki"),
        (f"wiki: ['{LOGIN}']\npages: [A]\n", "wiki"),
        (f"wiki: w.example\npages: [A, '{LOGIN}/wiki/A']\n", "pages"),
        (f"wiki: w.example\ncategories: ['{LOGIN}/wiki/Category:A']\n", "categories"),
        (f"wiki: w.example\ndump: {LOGIN}/a.xml.bz2\n", "dump"),
        (f"wiki: w.example\ndump: ['{LOGIN}/a.xml.bz2']\n", "dump"),
        (f"wiki: w.example\nhtml: {LOGIN}/a.json.tar.gz\n", "html"),
        ("wiki: w.example\npages: [A]\ndepth: ftp://me:hunter2@w.example\n", "depth"),
        (f"urls: ['{LOGIN}/a']\n", "urls"),
        (f"urls: {LOGIN}/list.txt\n", "urls"),
        (f"documents: {LOGIN}\n", "documents"),
    ],
)
def test_a_login_in_a_manifest_is_refused_and_not_shown(tmp_path: Path, text: str, key: str) -> None:
    path = write(tmp_path / "m.yaml", text)
    with pytest.raises(WikimillError) as caught:
        read_manifest(path)
    fix = "an address must not contain a user name or a password; remove them"
    assert str(caught.value) == f"{path}: {key}: {fix}"


def test_a_login_in_a_list_of_urls_is_refused_and_not_shown(tmp_path: Path) -> None:
    urls = write(tmp_path / "urls.txt", "# first\nhttps://w.example/a\nhttps://me:hunter2@w.example/b\n")
    with pytest.raises(WikimillError, match=r"urls\.txt line 3: a URL in a manifest must not contain") as caught:
        read_manifest(write(tmp_path / "m.yaml", f"urls: {urls}\n"))
    assert "hunter2" not in str(caught.value)

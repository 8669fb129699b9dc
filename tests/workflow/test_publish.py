"""The upload of folders, to a stand-in for the hub on this machine: what arrives, and what is refused in one line."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hub import TOKEN, Hub, serve_hub, use_hub
from tests.ports import free_port
from wikimill.errors import WikimillError
from wikimill.publish.release import Release
from wikimill.publish.upload import upload

pytestmark = pytest.mark.filterwarnings("ignore:Use .content=:DeprecationWarning")  # how the library sends files
FILES = {
    "README.md": b"---\nlicense: cc0-1.0\n---\n\n# Tides\n",
    "pages-train.parquet": b"PAR1" + bytes(range(256)) * 500 + b"PAR1",
    "manifests/derived/tides.tsv": "# a lock\nä\t1\n".encode(),
    "empty.tsv": b"",
}


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    with serve_hub() as hub:
        use_hub(monkeypatch, hub.url)
        yield hub


@pytest.fixture
def release(tmp_path: Path) -> Release:
    for name, data in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    return Release("dataset", Path("corpus/main"), tmp_path, ("cc0-1.0",))


def refused(release: Release, name: str = "me/tides", token: str | None = TOKEN, **options: bool) -> str:
    """The line with which an upload is refused."""
    with pytest.raises(WikimillError) as error:
        upload(release, name, token, **{"private": True, "update": False, **options})
    assert TOKEN not in str(error.value)
    return str(error.value)


def test_every_byte_arrives_in_one_commit(hub: Hub, release: Release, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    assert (
        upload(release, "me/tides", TOKEN, private=True, update=False)
        == f"{hub.url}/datasets/me/tides/commit/{'1' * 40}"
    )
    repository = hub.repositories["dataset me/tides"]
    assert repository.files == FILES
    assert (repository.private, repository.commits) == (True, 1)
    assert hub.tokens == {f"Bearer {TOKEN}"}
    assert TOKEN not in caplog.text + "".join(hub.requests)


def test_a_model_may_be_public(hub: Hub, release: Release) -> None:
    model = Release("model", Path("out/main"), release.folder, ("cc0-1.0",))
    with pytest.warns(UserWarning, match="data file"):  # this folder is not a model's
        upload(model, "me/tides", TOKEN, private=False, update=False)
    assert hub.repositories["model me/tides"].private is False


def test_what_is_there_is_only_committed_to_if_told_so(hub: Hub, release: Release) -> None:
    upload(release, "me/tides", TOKEN, private=True, update=False)
    (release.folder / "README.md").write_bytes(b"---\nlicense: cc0-1.0\n---\n\n# Other tides\n")
    assert "it is there already; add --update" in refused(release)
    assert hub.repositories["dataset me/tides"].files == FILES
    upload(release, "me/tides", TOKEN, private=False, update=True)
    repository = hub.repositories["dataset me/tides"]
    assert (repository.private, repository.commits) == (True, 2)
    assert repository.files["README.md"].endswith(b"# Other tides\n")
    assert "there is no such repository to update" in refused(release, "me/winds", update=True)


@pytest.mark.parametrize(
    ("path", "status", "reason", "state"),
    [
        ("whoami", 401, "HTTP 401: it refuses the token", "nothing was uploaded"),
        ("whoami", 500, "HTTP 500: the hub cannot do that now", "nothing was uploaded"),
        ("create", 403, "HTTP 403: the token may not do that", "nothing was uploaded"),
        ("create", 409, "HTTP 409: it says that this conflicts", "nothing was uploaded"),
        ("create", 402, "HTTP 402: it says that payment is needed", "nothing was uploaded"),
        ("preupload", 403, "HTTP 403", "nothing was uploaded, but the repository was created: run again with --update"),
        (
            "batch",
            413,
            "HTTP 413: it says that this is too large",
            "nothing was uploaded, but the repository was created",
        ),
        ("commit", 507, "HTTP 507: it has no room left", "nothing was uploaded, but the repository was created"),
        ("commit", 200, "what is no answer of a hub", "look there whether the files arrived"),
    ],
)
def test_what_the_hub_refuses_is_one_line_which_says_what_is_there(
    hub: Hub, release: Release, path: str, status: int, reason: str, state: str
) -> None:
    hub.faults[path] = status, f'{{"error": "{TOKEN} \\n\\u001b[31m no"}}'.encode()
    message = refused(release)
    assert message.startswith(f"{hub.url}, dataset me/tides: ")
    assert reason in message
    assert state in message
    assert all(not each.files for each in hub.repositories.values())


def test_a_token_that_is_not_the_hubs_is_refused(hub: Hub, release: Release) -> None:
    assert "HTTP 401: it refuses the token" in refused(release, token="hf_other")
    assert hub.requests == ["GET /api/whoami-v2"]


def test_a_hub_that_is_not_there_is_one_line(release: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    use_hub(monkeypatch, f"http://127.0.0.1:{free_port()}")
    message = refused(release)
    assert "it cannot be reached (ConnectError)" in message
    assert message.endswith("nothing was uploaded")


def test_nothing_is_asked_where_the_library_is_told_so(
    hub: Hub, release: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    assert "HF_HUB_OFFLINE is set" in refused(release)
    assert not hub.requests


def test_texts_without_a_licence_are_not_for_everybody(hub: Hub, release: Release) -> None:
    unknown = Release("dataset", release.source, release.folder, ("unknown",))
    assert "with --public everybody would see them; name it as `licence:`" in refused(unknown, private=False)
    assert not hub.requests
    upload(unknown, "me/tides", TOKEN, private=True, update=False)
    hub.repositories["dataset me/tides"].private = False
    assert "dataset me/tides is public; name it" in refused(unknown, update=True)
    assert hub.repositories["dataset me/tides"].commits == 1

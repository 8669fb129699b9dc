"""A wiki that only people who are logged in may read."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.clone import Clone
from tests.mediawiki.wiki import RealWiki

GRANTS = "basic,highvolume"  # the second gives apihighlimits


@pytest.fixture
def closed(wiki: RealWiki) -> Iterator[RealWiki]:
    with wiki.private():
        yield wiki


def names(wiki: RealWiki) -> tuple[str, str]:
    host = f"127_0_0_1_{wiki.port}"
    return f"WIKIMILL_USERNAME_{host}", f"WIKIMILL_PASSWORD_{host}"


def test_without_a_login_the_error_names_the_variables(closed: RealWiki, clone: Clone) -> None:
    message = clone.error("snakemake", "-j1", "processed/real")
    assert "it refuses the request (readapidenied" in message
    assert message.endswith(f"for a private wiki set {' and '.join(names(closed))}")


def test_a_bot_password_opens_it_raises_the_limits_and_stays_secret(
    closed: RealWiki, clone: Clone, monkeypatch: pytest.MonkeyPatch
) -> None:
    user, password = closed.bot_password(GRANTS)
    for name, value in zip(names(closed), (user, password), strict=True):
        monkeypatch.setenv(name, value)
    before = len(closed.requests())
    output = clone.snakemake("processed/real", "--verbose", "--printshellcmds")
    asked = closed.requests()[before:]
    contents = [request for request in asked if "content" in request.get("rvprop", "")]
    assert [request["revids"].count("|") + 1 for request in contents if "revids" in request] == [70]
    assert all(request["assert"] == "user" for request in contents)
    assert len(clone.files(f"processed/mediawiki/{closed.folder_name}")) == 70
    assert password not in output
    assert not [name for name, data in clone.files(".").items() if password.encode() in data]
    assert password not in (closed.folder / "server.log").read_text(errors="replace")


def test_without_the_right_to_high_limits_the_batches_stay_at_fifty(
    closed: RealWiki, clone: Clone, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in zip(names(closed), closed.bot_password("basic"), strict=True):
        monkeypatch.setenv(name, value)
    before = len(closed.requests())
    clone.snakemake("cache/fetched/real.tsv")
    contents = [each for each in closed.requests()[before:] if "content" in each.get("rvprop", "") and "revids" in each]
    assert [request["revids"].count("|") + 1 for request in contents] == [50, 20]


def test_a_wrong_password_is_one_line_without_the_password(
    closed: RealWiki, clone: Clone, monkeypatch: pytest.MonkeyPatch
) -> None:
    user, _ = closed.bot_password(GRANTS)
    for name, value in zip(names(closed), (user, "not-the-password"), strict=True):
        monkeypatch.setenv(name, value)
    message = clone.error("snakemake", "-j1", "processed/real")
    assert "it refuses the login (Failed: " in message
    assert message.endswith(f"check {', '.join(names(closed))} in the environment")
    assert "not-the-password" not in message
    monkeypatch.delenv(names(closed)[0])
    assert f"the environment lacks {names(closed)[0]}; set" in clone.error("snakemake", "-j1", "processed/real")

"""What is refused before anybody is asked; tests/workflow/test_publish.py has what a hub says."""

from __future__ import annotations

from pathlib import Path

import pytest

from wikimill.errors import WikimillError
from wikimill.publish.release import Release
from wikimill.publish.upload import upload

RELEASE = Release("dataset", Path("corpus/main"), Path("publish/corpus/main"), ("unknown",))


@pytest.mark.parametrize(
    ("name", "token", "private", "message"),
    [
        ("me/tides", None, True, "HF_TOKEN is not set; set it to a token of the hub"),
        ("me/tides", "", True, "HF_TOKEN is not set"),
        ("me/tides", "hf_a b", True, "HF_TOKEN is no token"),
        ("me/tides", "hf_a\r\nX: y", True, "HF_TOKEN is no token"),
        ("tides", "hf_a", True, "'tides' cannot be the name of a repository"),
        ("me/tides", "hf_a", False, "corpus/main: the licence of some texts is not known, and with --public everybody"),
    ],
)
def test_refused(name: str, token: str | None, private: bool, message: str) -> None:
    with pytest.raises(WikimillError, match=message) as error:
        upload(RELEASE, name, token, private, update=False)
    assert "hf_a" not in str(error.value)


def test_a_token_is_not_sent_unencrypted(monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "ENDPOINT", "http://hub.example")
    with pytest.raises(WikimillError, match=r"HF_ENDPOINT: http://hub\.example is not encrypted"):
        upload(RELEASE, "me/tides", "hf_a", private=True, update=False)

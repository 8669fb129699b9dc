"""The pins of the released models; tests/model/test_released.py downloads."""

from __future__ import annotations

from wikimill.model.released import FILES, NAMES, RELEASES


def test_every_released_model_is_pinned() -> None:
    assert set(RELEASES) == set(NAMES)
    for release in RELEASES.values():
        assert len(release.commit) == 40
        assert {len(release.sha256(file)) for file in FILES} == {64}
    assert len({release.sha256("model.safetensors") for release in RELEASES.values()}) == 4

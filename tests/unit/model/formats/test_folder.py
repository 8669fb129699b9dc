"""A folder of either format."""

from __future__ import annotations

from pathlib import Path

import pytest

from wikimill.errors import WikimillError
from wikimill.model.formats.folder import read_model


def test_a_folder_without_a_model_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(WikimillError, match="there is no model"):
        read_model(tmp_path)

"""config/README.md and the schema of the configuration."""

from __future__ import annotations

import jsonschema
import pytest
import yaml

from tests.clone import ROOT
from wikimill.cli import config_reference
from wikimill.config.model import Config


def test_generated_pages_are_in_step() -> None:
    for path, text in config_reference.pages().items():
        assert (ROOT / path).read_text(encoding="utf-8") == text, f"{path} is stale: run `make docs`"


@pytest.mark.slow
def test_the_schema_agrees_with_the_model() -> None:
    schema = Config.model_json_schema()
    jsonschema.validate(yaml.safe_load((ROOT / "config/demo.yaml").read_text()), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"train": {"batchsize": 1}}, schema)


def test_the_reference_lists_every_key() -> None:
    text = (ROOT / "config/README.md").read_text(encoding="utf-8")
    for section, field in Config.model_fields.items():
        keys = getattr(field.annotation, "model_fields", None)
        for key in [f"{section}.{name}" for name in keys] if keys else [section]:
            assert f"`{key}`" in text

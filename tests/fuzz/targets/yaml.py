"""YAML: configurations, manifests, and what is neither."""

from __future__ import annotations

import tempfile
from contextlib import chdir
from pathlib import Path

from tests.fuzz.refusal import read_or_refuse
from wikimill.config.load import load_layers, read_layer, set_layer
from wikimill.config.model import Config
from wikimill.config.resolved import write_resolved
from wikimill.config.strict_yaml import read_yaml
from wikimill.manifest.models import Manifest, WebManifest, read_manifest
from wikimill.manifest.parse_origin import parse_origin

NAME = "demo"
PATH, RESOLVED = Path("input.yaml"), Path("config.resolved.yaml")


def check(data: bytes) -> None:
    """A value of the type that its key has, or one line; what is written again is read as the same."""
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        PATH.write_bytes(data)
        content = read_or_refuse(lambda: read_yaml(PATH, "configuration"))
        manifest = read_or_refuse(lambda: read_manifest(PATH))
        if manifest:
            _check_manifest(manifest[0])
        if isinstance(content, dict):
            config = read_or_refuse(lambda: load_layers([(str(PATH), content)]))
            if config:
                _check_config(config)
        else:
            read_or_refuse(lambda: load_layers([set_layer([data.decode("utf-8", "replace")])]))


def _check_manifest(manifest: Manifest) -> None:
    """The header of its lock has a line for each fact, which names the origin again."""
    header = manifest.origin(NAME).header()
    lines = [*header.values(), manifest.licence or ""]
    assert all(len(line.encode().splitlines()) <= 1 for line in lines), "several lines"
    if not isinstance(manifest, WebManifest):
        assert parse_origin(NAME, header).header() == header, "another origin"


def _check_config(config: Config) -> None:
    write_resolved(RESOLVED, config)
    assert load_layers([read_layer(RESOLVED)]) == config, "another configuration"

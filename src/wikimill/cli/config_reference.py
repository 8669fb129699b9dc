"""workflow/schemas/*.json and config/README.md, generated from the models of configuration and manifests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import BaseModel, TypeAdapter
from pydantic.fields import FieldInfo

from wikimill.config.model import Config
from wikimill.config.section import section_of
from wikimill.manifest.models import MANIFESTS, Manifest

INTRODUCTION = """\
# Configuration

<!-- Generated from src/wikimill/config/ by `wikimill write-docs`; edit there. -->

Three things are yours to write:

1. `contact` in `config/config.yaml`: an e-mail address or a URL that tells wikis whom to ask about your requests;
2. a manifest, `manifests/originals/NAME.yaml`: which wiki and which categories ([below](#manifests));
3. whatever you want to differ from the defaults, in `config/config.yaml`. After the targets, `--configfile FILE` adds \
another file and `--config key=value` single keys.

Then `snakemake -j8 processed/NAME` makes the pages, and `snakemake train` trains a model on them. Every key has a \
default; unknown keys are errors.
"""
MANIFESTS_INTRODUCTION = """\
## Manifests

A manifest in `manifests/originals/` has one of these forms; the first key of each table tells which.
"""
SCHEMAS: dict[str, TypeAdapter[Any]] = {"config": TypeAdapter(Config), "manifest": TypeAdapter(Manifest)}


def pages() -> dict[Path, str]:
    """Path, relative to the project folder, and text of every generated file."""
    schemas = {
        Path("workflow/schemas") / f"{name}.schema.json": json.dumps(model.json_schema(), indent=2) + "\n"
        for name, model in SCHEMAS.items()
    }
    return {**schemas, Path("config/README.md"): _reference()}


def _reference() -> str:
    parts = [INTRODUCTION, *_table(Config, ""), MANIFESTS_INTRODUCTION]
    for model in MANIFESTS.values():
        parts += [f"### {str(model.__doc__).rstrip('.')}", "", *_table(model, "", "####")]
    return "\n".join(parts).rstrip() + "\n"


def _table(model: type[BaseModel], prefix: str, level: str = "##") -> list[str]:
    lines = ["| key | type | default | meaning |", "|---|---|---|---|"]
    below: list[str] = []
    for name, field in model.model_fields.items():
        key = prefix + name
        if group := section_of(field):
            below += [f"{level} `{key}`", "", f"{field.description}", "", *_table(group, f"{key}.", level)]
        if group is None or group is not field.annotation:
            meaning = str(field.description).replace("|", "\\|")  # a bar ends a cell on GitHub, in code as well
            lines.append(f"| `{key}` | {_type(field)} | {_default(field)} | {meaning} |")
    return ([*lines, ""] if len(lines) > 2 else []) + below


def _type(field: FieldInfo) -> str:
    annotation = field.annotation
    if get_origin(annotation) is Literal:
        return " or ".join(f"`{value}`" for value in get_args(annotation))
    names = {int: "whole number", float: "number", str: "string", bool: "true or false", tuple: "pair"}
    if isinstance(annotation, type) and annotation in names:
        return names[annotation] + _bounds(field)
    if get_origin(annotation) in (list, tuple):
        inner = get_args(annotation)[0]
        inner = get_args(inner)[0] if get_origin(inner) is Annotated else get_origin(inner) or inner
        return f"list of {names.get(inner, 'string')}s"
    if annotation == list[str] | str:
        return "list of strings, or a string"
    if annotation == list[str] | None:
        return "list of strings, or nothing"
    return "section, or nothing" if section_of(field) else "string or nothing"


def _bounds(field: FieldInfo) -> str:
    signs = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<"}
    bounds = (
        f", {sign} {getattr(item, name)}"
        for item in field.metadata
        for name, sign in signs.items()
        if hasattr(item, name)
    )
    return "".join(bounds)


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    value = field.get_default(call_default_factory=True)
    if value is None:
        return "nothing"
    if value in ([], (), ""):
        return "empty"
    if isinstance(value, tuple):
        return f"`{json.dumps(value)}`"
    if isinstance(value, list):
        return ", ".join(f"`{item}`" for item in value)
    return f"`{json.dumps(value) if isinstance(value, bool) else value}`"

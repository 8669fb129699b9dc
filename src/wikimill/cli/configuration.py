"""What is generated from the configuration model: its JSON schema and its reference page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin

import annotated_types
from pydantic import BaseModel, TypeAdapter
from pydantic.fields import FieldInfo

from wikimill.config.model import Config
from wikimill.config.section import section_of
from wikimill.manifest.kinds import KINDS, Manifest

SCHEMAS: dict[str, TypeAdapter[Any]] = {"config": TypeAdapter(Config), "manifest": TypeAdapter(Manifest)}


def write(root: Path) -> list[Path]:
    """Write the schemas and the reference pages below the project folder `root`; the files written."""
    from wikimill.files import write_text

    for path, text in pages().items():
        write_text(root / path, text)
    return list(pages())


def pages() -> dict[Path, str]:
    """Path, relative to the project folder, and text of every generated file."""
    schemas = {
        Path("workflow/schemas") / f"{name}.schema.json": json.dumps(model.json_schema(), indent=2) + "\n"
        for name, model in SCHEMAS.items()
    }
    return {**schemas, Path("config/README.md"): _reference()}


def _reference() -> str:
    parts = [
        "# Configuration",
        "",
        "<!-- Generated from src/wikimill/config/ by `wikimill write-docs`; edit there. -->",
        "",
        "Three things are yours to write:",
        "",
        "1. `contact` in `config/config.yaml`: an e-mail address or a URL, for wikis must know whom to ask about your "
        "requests;",
        "2. a manifest, `manifests/originals/NAME.yaml`: which wiki and which categories ([below](#manifests));",
        "3. what you want other than the default, in `config/config.yaml`. `--configfile FILE`, "
        "after the targets, adds another file and "
        "`--config key=value` single keys.",
        "",
        "Then `snakemake -j8 processed/NAME` makes the pages, and `snakemake train` a model of them. Every key has a "
        "default; unknown keys are errors.",
        "",
        *_table(Config, ""),
        "## Manifests",
        "",
        "A file in `manifests/originals/` names texts of one kind; the first key of each table tells which.",
        "",
    ]
    for model in KINDS.values():
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
    names = {int: "whole number", float: "number", str: "text", bool: "true or false"}
    if isinstance(annotation, type) and annotation in names:
        return names[annotation] + _bounds(field)
    if get_origin(annotation) is list:
        inner = get_args(annotation)[0]
        inner = get_args(inner)[0] if get_origin(inner) is Annotated else inner
        return f"list of {names.get(inner, 'text')}s"
    if annotation == list[str] | str:
        return "list of texts, or text"
    if annotation == list[str] | None:
        return "list of texts, or nothing"
    return "section, or nothing" if section_of(field) else "text or nothing"


def _bounds(field: FieldInfo) -> str:
    words = []
    for item in field.metadata:
        match item:
            case annotated_types.Ge(ge=value):
                words.append(f"≥ {value}")
            case annotated_types.Gt(gt=value):
                words.append(f"> {value}")
            case annotated_types.Le(le=value):
                words.append(f"≤ {value}")
            case annotated_types.Lt(lt=value):
                words.append(f"< {value}")
    return f", {', '.join(words)}" if words else ""


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    value = field.get_default(call_default_factory=True)
    if value is None:
        return "nothing"
    if value in ([], ""):
        return "empty"
    if isinstance(value, list):
        return ", ".join(f"`{item}`" for item in value)
    return f"`{json.dumps(value) if isinstance(value, bool) else value}`"

"""Reading the configuration, with errors that name the key, its file and the nearest valid key."""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from wikimill.config.model import Config
from wikimill.config.section import section_of
from wikimill.errors import WikimillError
from wikimill.files import read_text

VARIABLE = "WIKIMILL_CONFIG"
M = TypeVar("M", bound=BaseModel)


def load(values: Mapping[str, Any], files: Sequence[Path] = (), otherwise: str = "--config") -> Config:
    """The typed configuration that `values` describe.

    Args:
        values: the merged mapping, as Snakemake makes it from its config files and `--config`.
        files: the files it was merged from, later ones win; they serve only to name the file of an error.
        otherwise: where a key stands that is in none of them.

    Raises:
        WikimillError: an unknown key, a wrong type or a value out of bounds.
    """
    return validate(Config, values, lambda path: _source(path, files, otherwise))


def load_from_environment() -> Config:
    """The configuration of the Snakemake call that this process is part of, else that of `config/config.yaml`.

    Options that do not change a result (contact, time-outs, memory) reach the stages this way and not as
    parameters of rules: Snakemake would run all that follows again when one of them changes.
    """
    if text := os.environ.get(VARIABLE):
        return Config.model_validate_json(text)
    path = Path("config/config.yaml")
    return load(read_yaml(path, "configuration") or {}, [path]) if path.exists() else load({})


def validate(model: type[M], values: object, source: Callable[[tuple[str, ...]], str]) -> M:
    """`values` as a `model`; `source(path)` names the file in which the key at `path` stands."""
    try:
        return model.model_validate(values)
    except ValidationError as failure:
        error = failure.errors()[0]
    path = tuple(str(part) for part in error["loc"])
    key = ".".join(path)
    if error["type"] == "extra_forbidden":
        nearest = _nearest(key, _keys(model))
        raise WikimillError(f"{source(path)}: unknown key {key}{nearest}")
    reason = error["msg"].removeprefix("Value error, ")
    if not path:
        shown = f" not {type(values).__name__}" if error["type"] == "model_type" else ""
        raise WikimillError(f"{source(path)}: {reason}{shown}; correct the file")
    group = error["type"] == "value_error" and isinstance(error["input"], dict)  # a rule about several of its keys
    given = "" if error["type"] == "missing" or group else f", not {error['input']!r}"
    raise WikimillError(f"{source(path)}: {key}: {reason}{given}; correct this key")


def read_yaml(path: Path, what: str) -> Any:
    """The content of a YAML file; `what` names its kind in errors."""
    try:
        loader = _UniqueKeys(read_text(path, what))
        return loader.get_single_data()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or str(error)
        raise WikimillError(f"{path}{line}: not valid YAML ({problem}); correct the {what}") from None


class _UniqueKeys(yaml.SafeLoader):
    """YAML without the silent loss of a key that stands twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=deep)
            if not isinstance(key, str):
                raise yaml.constructor.ConstructorError(None, None, f"key {key!r} is no text", key_node.start_mark)
            if key in seen:
                raise yaml.constructor.ConstructorError(None, None, f"key {key!r} stands twice", key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep=deep)


def _keys(model: type[BaseModel], prefix: str = "") -> Iterable[str]:
    for name, field in model.model_fields.items():
        yield prefix + name
        if group := section_of(field):
            yield from _keys(group, f"{prefix}{name}.")


def _nearest(key: str, keys: Iterable[str]) -> str:
    """The valid key that reads most like `key`, its last part above all: a good name in a wrong section counts."""
    last = key.rsplit(".", 1)[-1]

    def likeness(other: str) -> float:
        part = other.rsplit(".", 1)[-1]
        return (
            difflib.SequenceMatcher(None, last, part).ratio() + 0.2 * difflib.SequenceMatcher(None, key, other).ratio()
        )

    best = max(keys, key=likeness)
    return f"; the nearest is {best}" if likeness(best) > 0.6 else "; config/README.md lists the keys"


def _source(path: tuple[str, ...], files: Sequence[Path], otherwise: str) -> str:
    for file in reversed(files):
        found = read_yaml(file, "configuration")
        for part in path:
            found = found.get(part) if isinstance(found, dict) else None
            if found is None:
                break
        else:
            return str(file)
    return otherwise if path else " + ".join(str(file) for file in files) or otherwise

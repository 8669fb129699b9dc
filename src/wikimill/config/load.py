"""Reading the configuration: layers of files and options, merged, checked and typed once.

Every error names the key, the file or option in which it stands, and the nearest valid key.
"""

from __future__ import annotations

import difflib
import functools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from wikimill import layout
from wikimill.config.model import Config
from wikimill.config.section import section_of
from wikimill.config.strict_yaml import parse_yaml, read_yaml
from wikimill.errors import WikimillError
from wikimill.masking import has_login

Layer = tuple[str, Mapping[str, Any]]  # where keys stand: a file or an option, and what it says
Settings = Mapping[str, Any]  # as in config/config.yaml: {"train": {"steps": 500}}
M = TypeVar("M", bound=BaseModel)


def load(values: Mapping[str, Any], layers: Sequence[Layer] = (), otherwise: str = "--config") -> Config:
    """The typed configuration that `values` describe.

    Args:
        values: the merged mapping, as Snakemake makes it from its config files and `--config`.
        layers: what it was merged from, later ones win; they serve only to name the source of an error.
        otherwise: the source of a key that is in none of them.

    Raises:
        WikimillError: an unknown key, a wrong type or a value out of bounds.
    """
    return validate(Config, values, lambda path: _source(path, layers, otherwise))


def load_layers(layers: Sequence[Layer]) -> Config:
    """The typed configuration of these layers, later ones over earlier ones.

    Raises:
        WikimillError: see `load`.
    """
    return load(functools.reduce(merge, (values for _, values in layers), {}), layers)


def load_files(files: Sequence[Path], assignments: Sequence[str] = ()) -> Config:
    """The typed configuration of files, later ones over earlier ones; `assignments` (`KEY=VALUE`) win.

    Raises:
        WikimillError: a file is missing or not YAML, an assignment is not valid; and see `load`.
    """
    return load_layers([*map(read_layer, files), set_layer(assignments)])


def load_project(configfiles: Sequence[Path] = (), assignments: Sequence[str] = ()) -> Config:
    """The configuration of the project folder, for a command that a person calls: `config/config.yaml`, if it is there,
    and those of `--configfile` and `--set`.
    """
    return load_layers([*project_layers(), *map(read_layer, configfiles), set_layer(assignments)])


def load_with(settings: Settings | None) -> Config:
    """The configuration of the project folder, if it has one, with the settings of a call from Python over it.

    Raises:
        WikimillError: see `load`.
    """
    return load_layers([*project_layers(), ("settings", settings or {})])


def project_layers() -> list[Layer]:
    """What `config/config.yaml` says, if it is there."""
    return [read_layer(layout.PROJECT_FILE)] if layout.PROJECT_FILE.exists() else []


def read_layer(path: Path) -> Layer:
    """A configuration file; an empty one says nothing."""
    content = read_yaml(path, "configuration")
    if content is not None and not isinstance(content, dict):
        raise WikimillError(f"{path}: the configuration is not a mapping; write KEY: VALUE lines")
    return str(path), content or {}


def set_layer(assignments: Sequence[str]) -> Layer:
    """What `--set KEY=VALUE` says: KEY with dots between section and key, VALUE in YAML; later ones win.

    Raises:
        WikimillError: an assignment without key or value, or a value that is not YAML.
    """
    values: dict[str, Any] = {}
    for assignment in assignments:
        key, equals, text = assignment.partition("=")
        if not equals or not all(key.split(".")):
            raise WikimillError(f"--set: {assignment!r} is not KEY=VALUE; write it as in --set train.steps=500")
        value: Any = parse_yaml(text, f"--set {key}", "value", has_lines=False)
        for part in reversed(key.split(".")):
            value = {part: value}
        values = merge(values, value)
    return "--set", values


def merge(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Both mappings, `above` winning; sections are merged key by key, as Snakemake merges its config files."""
    merged = dict(below)
    for key, value in above.items():
        both = isinstance(value, Mapping) and isinstance(merged.get(key), Mapping)
        merged[key] = merge(merged[key], value) if both else value
    return merged


def validate(model: type[M], values: object, source: Callable[[tuple[str, ...]], str]) -> M:
    """`values` as a `model`; `source(path)` names the file or option in which the key at `path` stands."""
    if login := next(_logins(values), None):  # other errors show the value
        raise WikimillError(
            f"{source(login)}: {'.'.join(login)}: an address must not contain a user name or a password; remove them"
        )
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
    is_section_rule = error["type"] == "value_error" and isinstance(error["input"], dict)
    if error["type"] == "value_error" and "; " in reason and not is_section_rule:  # our own, with the fix
        raise WikimillError(f"{source(path)}: {key}: {reason}")
    given = "" if error["type"] == "missing" or is_section_rule else f", not {error['input']!r}"
    raise WikimillError(f"{source(path)}: {key}: {reason}{given}; correct this key")


def _logins(values: object, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Where there are URLs with a user name or a password in them."""
    if isinstance(values, str) and has_login(values):
        yield path
    elif isinstance(values, Mapping):
        for key, value in values.items():
            yield from _logins(value, (*path, str(key)))
    elif isinstance(values, list):
        for value in values:
            yield from _logins(value, path)


def _keys(model: type[BaseModel], prefix: str = "") -> Iterable[str]:
    for name, field in model.model_fields.items():
        yield prefix + name
        if group := section_of(field):
            yield from _keys(group, f"{prefix}{name}.")


def _nearest(key: str, keys: Iterable[str]) -> str:
    """The valid key most like `key`, its last part above all: a good name in a wrong section counts."""
    last = key.rsplit(".", 1)[-1]

    def likeness(other: str) -> float:
        part = other.rsplit(".", 1)[-1]
        return (
            difflib.SequenceMatcher(None, last, part).ratio() + 0.2 * difflib.SequenceMatcher(None, key, other).ratio()
        )

    best = max(keys, key=likeness)
    return f"; the nearest is {best}" if likeness(best) > 0.6 else "; config/README.md lists the keys"


def _source(path: tuple[str, ...], layers: Sequence[Layer], otherwise: str) -> str:
    """The last layer in which the key at `path` stands; all of them for the configuration as a whole."""
    if not path:
        return " + ".join(name for name, values in layers if values) or otherwise
    for name, values in reversed(layers):
        found: Any = values
        for part in path:
            if isinstance(found, list):
                return name  # where a list stands, its items do
            if not isinstance(found, Mapping) or part not in found:
                break
            found = found[part]
        else:
            return name
    return otherwise

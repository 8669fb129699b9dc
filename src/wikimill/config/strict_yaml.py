"""YAML that people wrote, or others: unique keys, bounded depth and size, and one line for what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from yaml.constructor import ConstructorError

from wikimill.errors import WikimillError
from wikimill.files import file_errors, read_text

DEEPEST = 100  # levels
MERGE = "tag:yaml.org,2002:merge"
# What PyYAML raises for a value that is not what its tag says.
UNMADE = (ValueError, OverflowError, TypeError, AttributeError, LookupError)
LARGEST_FILE = 20_000_000  # bytes
LARGEST = 1_000_000  # values, those that an alias repeats included


def read_yaml(path: Path, what: str) -> Any:
    """The content of a YAML file; `what` says what it is in errors ("configuration", "manifest").

    Raises:
        WikimillError: no file, or what `parse_yaml` raises.
    """
    with file_errors(path, what):
        if path.is_file() and path.stat().st_size > LARGEST_FILE:
            raise WikimillError(f"{path}: it has more than {LARGEST_FILE:,} bytes; name categories instead of pages")
    return parse_yaml(read_text(path, what), str(path), what)


def parse_yaml(text: str, source: str, what: str, has_lines: bool = True) -> Any:
    """The content of YAML text; `source`, `what` and whether it `has_lines` are for errors.

    Raises:
        WikimillError: not YAML, a duplicate key or one that is not a string, a value that cannot be, such as the 30th
            of February, or text that is nested too deeply or too large with what its aliases repeat.
    """
    try:
        return _StrictLoader(text).get_single_data()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" line {mark.line + 1}" if mark and has_lines else ""
        problem = getattr(error, "problem", None) or str(error)
        raise WikimillError(f"{source}{line}: not valid YAML ({problem}); correct the {what}") from None


class _StrictLoader(yaml.SafeLoader):
    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.depth = 0

    def get_single_node(self) -> yaml.Node | None:
        """Escapes and versions that Python cannot make are errors of the file."""
        try:
            node: yaml.Node | None = super().get_single_node()
        except UNMADE:
            raise _error("an escape stands for no character, or a number is too long", self.get_mark()) from None
        return node

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        """Bound the depth: PyYAML would end with a RecursionError."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise _error(f"it is nested more than {DEEPEST} levels deep", self.get_mark())
        node: yaml.Node | None = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def construct_document(self, node: yaml.Node) -> Any:
        """Bound the size: an alias costs nothing here, but whoever reads the values reads them again for each."""
        _check_size(node)
        try:
            return super().construct_document(node)
        except UNMADE:  # of what PyYAML makes last: sets and the like
            raise _error("a value is not what its tag says", node.start_mark) from None

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        """Numbers and dates that Python cannot make are errors of the file."""
        try:
            return super().construct_object(node, deep)
        except UNMADE:
            kind = node.tag.rpartition(":")[2]
            raise _error(f"{str(node.value)[:40]!r} is no {kind} that can be read", node.start_mark) from None

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """A duplicate key is an error; PyYAML silently takes the last one."""
        seen = set()
        for key_node, _ in node.value:
            if key_node.tag == MERGE:
                continue
            key = self.construct_object(key_node, deep=deep)
            if not isinstance(key, str):
                raise _error(f"key {key!r} is not a string", key_node.start_mark)
            if key in seen:
                raise _error(f"duplicate key {key!r}", key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep=deep)


def _check_size(root: yaml.Node) -> None:
    sizes: dict[int, int] = {}
    above: set[int] = set()

    def size(node: yaml.Node) -> int:
        if id(node) in above:
            raise _error("an alias repeats what it stands in", node.start_mark)
        if id(node) not in sizes:
            above.add(id(node))
            sizes[id(node)] = 1 + sum(map(size, _parts(node)))
            above.remove(id(node))
        if sizes[id(node)] > LARGEST:
            raise _error(f"it has more than {LARGEST:,} values, those that aliases repeat included", node.start_mark)
        return sizes[id(node)]

    size(root)


def _parts(node: yaml.Node) -> Iterator[yaml.Node]:
    if isinstance(node, yaml.SequenceNode):
        yield from node.value
    elif isinstance(node, yaml.MappingNode):
        for pair in node.value:
            yield from pair


def _error(problem: str, mark: yaml.Mark) -> ConstructorError:
    return ConstructorError(None, None, problem, mark)

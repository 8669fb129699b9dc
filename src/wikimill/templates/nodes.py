"""What the preprocessor makes of a text: a list of strings and of these."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias, Union

BLANK = " \t\n\r\0\x0b"  # what MediaWiki (PHP's trim) takes off the ends of a text: no other space of Unicode


class Part(NamedTuple):
    """An argument as it was written: `name=value`, or only a value, which is the `number`-th of its kind, from 1."""

    value: Nodes
    name: Nodes | None = None
    number: int = 0


class Template(NamedTuple):
    """`{{name|…}}`, which may also be a variable or a call of a parser function."""

    name: Nodes
    parts: list[Part]
    line_start: bool  # whether it stands at the start of a line


class Argument(NamedTuple):
    """`{{{name|default}}}`."""

    name: Nodes
    parts: list[Part]


class Tag(NamedTuple):
    """An extension tag; `inner` is None for `<tag />`, `close` is its end tag as written, None where there is none."""

    name: str
    attributes: str
    inner: str | None
    close: str | None


Node: TypeAlias = Union[str, Template, Argument, Tag]  # noqa: UP007  # a forward reference in it
Nodes: TypeAlias = list[Node]


def as_written(part: Part) -> Nodes:
    """An argument with its name, where it has one."""
    return part.value if part.name is None else [*part.name, "=", *part.value]


def to_wikitext(nodes: Nodes) -> str:
    """Nodes as they were written, without comments. Without recursion: they may lie in each other thousands deep."""
    out: list[str] = []
    stack: Nodes = nodes[::-1]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            out.append(node)
        elif isinstance(node, Tag):
            start = f"<{node.name}{node.attributes}"
            out.append(f"{start}/>" if node.inner is None else f"{start}>{node.inner}{node.close or ''}")
        else:
            braces = 2 if isinstance(node, Template) else 3
            written: Nodes = ["{" * braces, *node.name]
            for part in node.parts:
                written += ["|", *as_written(part)]
            stack.append("}" * braces)
            stack += reversed(written)
    return "".join(out)

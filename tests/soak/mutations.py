"""Damage to bytes and to JSON. Each mutation has a seed of its own, so that some of them can be left out."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Any

Operation = Callable[[bytes, Random], bytes]
HUGE = (10**30, -1, 0, 1e999, -(2**63), 2**64, 10**400)
TEXTS = (
    "", "\0", "\ud800", "../../x", "\u202e", "a\tb\nc", "x" * 70_000, "{{", "1", "-1", "9" * 5000, "\x1b[31m", "=1+1",
)  # fmt: skip
VALUES: tuple[Any, ...] = (None, True, False, 0.5, [], {}, [[]], {"": {}}, *HUGE, *TEXTS)
ENCODINGS = ("utf-16", "utf-16-be", "utf-32", "utf-8-sig", "utf-7", "latin-1", "cp037")
CHUNKS = (
    b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"<", b"&", b"]]>", b"<!--", b"{", b"[" * 2000, b'"',
    b"9" * 99,
)  # fmt: skip


def seeds(random: Random, most: int = 4) -> list[int]:
    """One mutation or several."""
    return [random.getrandbits(32) for _ in range(random.randint(1, most))]


def mutate(data: bytes, each: Sequence[int], operations: Sequence[Operation]) -> bytes:
    """The data after the mutations with these seeds."""
    for seed in each:
        random = Random(seed)
        data = random.choice(operations)(data, random)
    return data


def flip(data: bytes, random: Random) -> bytes:
    """Another bit."""
    changed = bytearray(data)
    if changed:
        changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed)


def cut(data: bytes, random: Random) -> bytes:
    """An early end."""
    return data[: random.randint(0, len(data))]


def insert(data: bytes, random: Random) -> bytes:
    """Something in between."""
    at = random.randint(0, len(data))
    return data[:at] + random.choice([*CHUNKS, random.randbytes(random.randint(1, 40))]) + data[at:]


def remove(data: bytes, random: Random) -> bytes:
    """Without some bytes."""
    start, end = _part(data, random)
    return data[:start] + data[end:]


def repeat(data: bytes, random: Random) -> bytes:
    """Some bytes several times."""
    start, end = _part(data, random)
    return data[:start] + data[start:end] * random.randint(2, 9) + data[end:]


def recode(data: bytes, random: Random) -> bytes:
    """In another encoding."""
    return data.decode("utf-8", "replace").encode(random.choice(ENCODINGS), "replace")


def swap_tags(data: bytes, random: Random) -> bytes:
    """Two tags of XML exchanged."""
    tags = list(re.finditer(rb"<[^<>]*>", data))
    if len(tags) < 2:
        return data
    one, other = sorted(random.sample(tags, 2), key=lambda tag: tag.start())
    between = data[one.end() : other.start()]
    return data[: one.start()] + other[0] + between + one[0] + data[other.end() :]


def change_element(data: bytes, random: Random) -> bytes:
    """An element of XML left out, twice, with another content or with that of another one; still well-formed."""
    elements = list(re.finditer(rb"<(\w+)[^<>]*(?:/>|>([^<]*)</\1>)", data))
    if not elements:
        return data
    one, other = random.choices(elements, k=2)
    start, end = one.span(2)
    change = random.choice(("remove", "repeat", "content", "content", "copy"))
    if change in ("remove", "repeat") or start < 0:
        return data[: one.start()] + one[0] * (2 if change == "repeat" else 0) + data[one.end() :]
    if change == "copy":
        return data[:start] + (other[2] or b"") + data[end:]
    text = re.sub(r"[\0-\x08\x1b\ud800]", "", str(random.choice(VALUES[-len(HUGE + TEXTS) :])))
    return data[:start] + text.encode() + data[end:]


BYTES: tuple[Operation, ...] = (flip, cut, insert, remove, repeat)
XML: tuple[Operation, ...] = (*BYTES, swap_tags, recode, *[change_element] * 8)


def change_json(data: bytes, random: Random) -> bytes:
    """JSON with something deleted, twice, of another type, huge or nested; unchanged where it is none."""
    try:
        content = json.loads(data)
    except (ValueError, RecursionError):
        return data
    holder = {"": content}
    places = list(_places(holder))
    where, key = random.choice(places)
    change = random.choice(("delete", "duplicate", "retype", "retype", "nest", "swap"))
    if change == "delete" and where is not holder:
        del where[key]
    elif change == "duplicate" and where is not holder:
        if isinstance(where, dict):
            where[_Again(key)] = random.choice(VALUES)
        else:
            where[key:key] = [where[key]] * random.randint(1, 99)
    elif change == "nest":
        for _ in range(random.choice((1, 3, 900))):
            where[key] = [where[key]] if random.random() < 0.5 else {"query": where[key]}
    elif change == "swap":
        other, name = random.choice(places)
        where[key] = other[name] if other is not holder else None
    else:
        where[key] = random.choice(VALUES)
    try:
        return json.dumps(holder[""]).encode("utf-8", "surrogatepass")
    except (ValueError, RecursionError):  # it holds itself, or is too deep
        return data


JSON: tuple[Operation, ...] = (*[change_json] * 6, *BYTES, recode)


class _Again(str):
    """A key that stands twice in one object."""

    __slots__ = ()
    __hash__ = object.__hash__
    __eq__ = object.__eq__


def _places(content: Any) -> Iterator[tuple[Any, Any]]:
    """Every value of JSON as what holds it and the key in there."""
    pairs = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    for key, value in list(pairs):
        yield content, key
        yield from _places(value)


def _part(data: bytes, random: Random) -> tuple[int, int]:
    start = random.randint(0, len(data))
    return start, min(len(data), start + random.choice((1, 4, 40, 400)))

"""`mw.hash`: checksums."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable

from wikimill.templates.scribunto.library import Library
from wikimill.templates.scribunto.values import Lua, LuaError, check, decode

# Offset and prime of Fowler, Noll and Vo's checksums: http://www.isthe.com/chongo/tech/comp/fnv/
FNV = {32: (0x811C9DC5, 0x01000193), 64: (0xCBF29CE484222325, 0x100000001B3)}


def _fnv(bits: int, xor_first: bool) -> Callable[[bytes], str]:
    offset, prime = FNV[bits]

    def digest(data: bytes) -> str:
        value = offset
        for byte in data:
            value = (value ^ byte) * prime if xor_first else value * prime ^ byte
            value &= (1 << bits) - 1
        return f"{value:0{bits // 4}x}"

    return digest


# PHP's names of what Python's standard library has.
ALGORITHMS: dict[str, Callable[[bytes], str]] = {
    "crc32b": lambda data: f"{zlib.crc32(data):08x}",
    "adler32": lambda data: f"{zlib.adler32(data):08x}",
    "fnv132": _fnv(32, False),
    "fnv1a32": _fnv(32, True),
    "fnv164": _fnv(64, False),
    "fnv1a64": _fnv(64, True),
    **{
        name: (lambda data, python=python: hashlib.new(python, data, usedforsecurity=False).hexdigest())  # type: ignore[misc]
        for name, python in {
            "md5": "md5",
            "sha1": "sha1",
            "sha224": "sha224",
            "sha256": "sha256",
            "sha384": "sha384",
            "sha512": "sha512",
            "sha3-224": "sha3_224",
            "sha3-256": "sha3_256",
            "sha3-384": "sha3_384",
            "sha3-512": "sha3_512",
        }.items()
    },
}


def library() -> Library:
    """`mw.hash.lua`."""
    return Library("mw.hash.lua", {"listAlgorithms": lambda: list(ALGORITHMS), "hashValue": _hash})


def _hash(algorithm: Lua, value: Lua) -> str:
    check("hashValue", 1, algorithm, "string")
    check("hashValue", 2, value, "string")
    name = decode(algorithm)
    if name not in ALGORITHMS:
        raise LuaError(f"Unknown hashing algorithm: {name}")
    return ALGORITHMS[name](value)

"""Texts in a wiki's answers, made safe to store."""

from __future__ import annotations


def one_field(value: str) -> str:
    """A value as a field of a tab-separated row: no tabs, no line ends, valid Unicode."""
    return " ".join(str(value).encode("utf-8", "replace").decode().split())


def valid_text(value: str | None) -> str | None:
    """A text with valid Unicode alone."""
    return None if value is None else str(value).encode("utf-8", "replace").decode()

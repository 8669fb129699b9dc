"""A difference in the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from wikimill.compare.difference import Difference
from wikimill.compare.view import SHOWN, Table, tables
from wikimill.plain_text import visible

INDENT = "  "


def to_text(found: Difference, page_limit: int | None = SHOWN) -> str:
    """About a page of text. `page_limit`: how many pages are listed, None for all."""
    lines = [f"{visible(found.before)} → {visible(found.after)}"]
    if found.is_empty:
        pages = found.totals["after"]["pages"]
        lines.append(f"{INDENT}They are the same: {pages:,} pages.")
    else:
        for table in tables(found, SHOWN if page_limit is not None else None, page_limit):
            lines += _lines(table)
    if found.notes:
        lines += ["", *(f"Note: {visible(note)}." for note in found.notes)]
    return "\n".join(lines)


def _lines(table: Table) -> Iterator[str]:
    yield ""
    if table.heading:
        yield table.heading
    rows = [table.columns, *table.rows]
    widths = [max(map(len, cells)) for cells in zip(*rows, strict=True)]
    for row in rows:
        cells = (
            cell.rjust(width) if column in table.numbers else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        yield (INDENT + INDENT.join(cells)).rstrip()
    if table.more:
        yield f"{INDENT}… and {table.more:,} more"

"""Text from outside as people are shown it: in terminals and logs, in tables, in the report and the card.

Nothing that a wiki, a file or a model says moves a cursor, ends a line, turns a line around, or is a formula.
"""

from __future__ import annotations

import re

# Control characters of ASCII and of Latin-1 (C1), separators of lines, what turns the direction of the text that
# follows (https://www.unicode.org/reports/tr9/), invisible tags, surrogates and noncharacters.
ACTIVE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufff9-\ufffb\ufdd0-\ufdef\ufeff\ufffe\uffff"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
ACTIVE_IN_LINES = re.compile(f"(?![\n\t]){ACTIVE.pattern}")
# https://owasp.org/www-community/attacks/CSV_Injection; the other signs named there cannot begin a cell.
FORMULA = re.compile("'*[=+@-]")
ESCAPE = re.compile(r"(?<!\\)\\(?:x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8})")
# Backslashes that would be read as such an escape, or as a part of one that follows them.
LIKE_ESCAPE = re.compile(rf"(?={ESCAPE.pattern})\\|\\+(?={ACTIVE.pattern})")
LONGEST = 2_000  # characters of a message


def visible(text: str) -> str:
    r"""The text in one line: of what would act on a terminal or a page, the escape, such as `\x1b` or `\u202e`."""
    return ACTIVE.sub(_escape, text)


def visible_lines(text: str) -> str:
    """The same, but line feeds and tabs stay."""
    return ACTIVE_IN_LINES.sub(_escape, text)


def shorten(text: str) -> str:
    """The text with its middle left out if it is longer than any message is."""
    half = LONGEST // 2
    return text if len(text) <= LONGEST else f"{text[:half]} […] {text[-half:]}"


def to_cell(value: object) -> str:
    """The cell of a table that holds a value; a text that a spreadsheet would take for a formula begins with `'`.

    What is invisible is its escape, from which it is read back; the backslash of a text that looks like one is one.
    """
    if not isinstance(value, str):
        return str(value)
    text = visible(LIKE_ESCAPE.sub(lambda found: r"\x5c" * len(found[0]), value))
    return f"'{text}" if FORMULA.match(text) else text


def from_cell(cell: str) -> str:
    """The text of which `to_cell` made a cell; line feeds, carriage returns and tabs stay escaped."""
    text = cell[1:] if cell.startswith("'") and FORMULA.match(cell) else cell
    return ESCAPE.sub(lambda found: found[0].encode().decode("unicode_escape"), text)


def _escape(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode()

"""Variants of languages: Chinese in simplified and traditional characters, Serbian in Cyrillic and Latin letters.

`tables/variants.php` makes `tables/variants.zip` from an installed MediaWiki: `core.json` names the release, and there
is a file for each language that has variants. It has

* `language`, the code that text is shown in as it is written, `variants`, their codes, and `names`;
* `codes`: codes as rules may have them, to those of variants; `fallbacks`: a list of variants or one, by variant;
* `levels` (which texts of rules change other text: all where nothing is said, `unidirectional`, `disable`), `flags`
  beside those that all languages have, `separators` of rules in words, `signs`: letters that only texts in a variant
  have;
* `steps` that convert a text, by variant: `{"table": true}`, `{"fixed": another table}`, `{"pairs": {from: to}}`,
  `{"patterns": [[regular expression, replacement]]}`, `{"apart": what later steps leave alone}`, `{"hamza": …}`;
  variants that ICU converts have none and cannot be chosen;
* `tables` by variant: `{"pairs": {from: to}, "below": the table whose pairs it has too}`.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from wikimill.errors import WikimillError
from wikimill.site.conversion_tables import merged

TABLES = Path(__file__).parent / "tables" / "variants.zip"
# So that the file is only read for these; the test of the tables compares them.
LANGUAGES = frozenset({"ban", "crh", "gan", "iu", "kk", "ku", "shi", "sr", "tg", "tly", "uz", "zh"})


def variant_codes(language: str) -> list[str]:
    """The variants of a language; none where it has none."""
    return list(_entry(language)["variants"]) if language in LANGUAGES else []


def language_variants(
    language: str, chosen: str | None = None, own: Mapping[str, Mapping[str, str]] | None = None
) -> dict[str, Any] | None:
    """What the reader must know of the variants of a language (`workflow/reader/variants.lua`), None if it has none.

    Args:
        language: MediaWiki's code of it.
        chosen: the variant that `convert.variant` names, to which text is converted; in languages without variants it
            is without effect.
        own: the wiki's own words, by variant (conversion_tables.py).

    Raises:
        WikimillError: `chosen` is no variant, or one of another language that has variants too, or cannot be made.
    """
    check_variant(language, chosen)
    if language not in LANGUAGES:
        return None
    entry = _entry(language)
    if own:
        entry["tables"] = merged(entry["tables"], own)
    entry["tables"] = {name: {**table, "pairs": _lines(table["pairs"])} for name, table in entry["tables"].items()}
    unchanged = [{"table": True}]
    entry["steps"] = {
        variant: [_with_lines(step) for step in entry["steps"].get(variant, unchanged)] for variant in entry["variants"]
    }
    if chosen is not None:
        entry["chosen"] = _code(entry, chosen)
    return entry


def shown_first(language: str, chosen: str | None = None) -> list[str]:
    """The chosen variant and those that stand in for it, in their order; none where none is chosen.

    Raises:
        WikimillError: see `language_variants`.
    """
    check_variant(language, chosen)
    if chosen is None or language not in LANGUAGES:
        return []
    entry = _entry(language)
    variant = _code(entry, chosen) or ""
    below = entry["fallbacks"].get(variant, [])
    return [variant, *([below] if isinstance(below, str) else below)]


def variant_names(language: str) -> Mapping[str, str]:
    """The names of a language's variants, by their codes."""
    return _entry(language)["names"] if language in LANGUAGES else {}


def check_variant(language: str, chosen: str | None) -> None:
    """Refuse a variant that cannot be chosen; see `language_variants`."""
    if chosen is None:
        return
    has_variants = language in LANGUAGES
    entries = [_entry(code) for code in ([language] if has_variants else sorted(LANGUAGES))]
    variants = [variant for entry in entries for variant in entry["variants"]]
    able = [variant for entry in entries for variant in entry["variants"] if variant in entry["steps"]]
    found = {_code(entry, chosen) for entry in entries}
    if found.isdisjoint(able):
        problem = f"is no variant{f' of the language {language}' * has_variants}"
        if not found.isdisjoint(variants):
            problem = "cannot be chosen, for MediaWiki converts into it by rules of ICU"
        raise WikimillError(f"convert.variant: {chosen!r} {problem}; choose one of {', '.join(able)}, or none")


def _code(entry: Mapping[str, Any], chosen: str) -> str | None:
    codes = {code.lower(): variant for code, variant in entry["codes"].items()}
    return codes.get(chosen.lower())


def _lines(pairs: Mapping[str, str]) -> str:
    """Pairs as the reader takes them: quicker to read than an object of JSON with thousands of keys."""
    return "\n".join(f"{before}\t{after}" for before, after in pairs.items())


def _with_lines(step: dict[str, Any]) -> dict[str, Any]:
    return {**step, "pairs": _lines(step["pairs"])} if "pairs" in step else step


def _entry(language: str) -> dict[str, Any]:
    with zipfile.ZipFile(TABLES) as archive:
        entry: dict[str, Any] = json.loads(archive.read(f"{language}.json"))
    return entry

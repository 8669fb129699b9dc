"""The columns of `pages.parquet`: names, types and meanings, and the same as a JSON Schema of a row.

Where a column means what one of FineWiki means, it has its name: https://huggingface.co/datasets/HuggingFaceFW/finewiki.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import pyarrow as pa

from wikimill.config.model import Corpus


class Column(NamedTuple):
    """A column; its name is that of a field or property of `Page`."""

    name: str
    type: pa.DataType
    meaning: str
    nullable: bool = False


FIELD = pa.struct([("key", pa.string()), ("value", pa.string())])
INFOBOX = pa.struct([("name", pa.string()), ("fields", pa.list_(FIELD))])
LOSS = pa.struct([("kind", pa.string()), ("name", pa.string()), ("count", pa.int64())])

FINEWIKI = (
    Column("id", pa.string(), "`wikiname/page_id`; `source/title` where the page has no number; no two pages share it"),
    Column("wikiname", pa.string(), "the wiki's name, such as `enwiki`, or its host; null for other sources", True),
    Column("page_id", pa.int64(), "MediaWiki's number of the page", True),
    Column("title", pa.string(), "its title"),
    Column("url", pa.string(), "the permanent address of the revision, or the path of a file"),
    Column("date_modified", pa.string(), "when the revision was saved, ISO 8601 in UTC", True),
    Column("in_language", pa.string(), "the wiki's language code", True),
    Column("wikidata_id", pa.string(), "the item of Wikidata, such as `Q42`, as the lock has it", True),
    Column("version", pa.int64(), "the revision's number"),
    Column("infoboxes", pa.list_(INFOBOX), "each infobox of the page: the name of its template, its rows in order"),
    Column("has_math", pa.bool_(), "whether there is a formula on the page"),
    Column("text", pa.string(), "the page as markdown, cleaned"),
)
OURS = (
    Column("revid", pa.int64(), "the same as `version`, under MediaWiki's name"),
    Column("sha1", pa.string(), "SHA-1 of the source text (wikitext, HTML of a snapshot) in hex", True),
    Column("sha256", pa.string(), "SHA-256 of `text` in hex"),
    Column("licence", pa.string(), "licence of the text: name and URL", True),
    Column(
        "categories",
        pa.list_(pa.string()),
        "the page's categories, hidden ones too, in its order, without the namespace",
    ),
    Column("split", pa.string(), "`train`, `val` or `test`, as the training files are named"),
    Column("status", pa.string(), "of the conversion: `ok`"),
    Column("losses", pa.list_(LOSS), "what conversion left out of the page: how much of each kind and name"),
    Column("words", pa.int64(), "words of `text`, between white space"),
    Column("source", pa.string(), "where the text comes from: the wiki's host, or the folder of a manifest's texts"),
    Column("path", pa.string(), "the markdown before cleaning, relative to the project folder"),
)
# Further columns, which the configuration asks for.
ASKED = {
    "wikitext": Column("wikitext", pa.string(), "the page's wikitext before its templates are expanded", True),
    "html": Column("html", pa.string(), "the page's HTML, of a snapshot", True),
    "language": Column("language", pa.string(), "the language of `text` that py3langid detects, an ISO 639 code"),
    "language_score": Column("language_score", pa.float64(), "its probability, as py3langid sees it"),
}
PART = Column(
    "part", pa.int32(), "the number of the part, of a manifest that is one file; the next may go on in it", True
)
TARGET = Column("target_start", pa.int32(), "the character at which the target of a pair begins", True)

COLUMNS = (*FINEWIKI, *OURS)
SCHEMA_FILE = "pages.schema.json"  # beside the tables


def columns_of(options: Corpus, targets: bool = False, parts: bool = False) -> list[Column]:
    """The columns of a corpus.

    Args:
        options: of the corpus.
        targets: whether it is told where the targets of pairs begin.
        parts: whether pages are parts of a file.
    """
    asked = (ASKED[name] for name in ASKED if name in options.columns)
    return [*COLUMNS, *asked, *([TARGET] if targets else []), *([PART] if parts else [])]


def arrow_schema(*columns: Column) -> pa.Schema:
    """A schema of these columns."""
    return pa.schema([(each.name, each.type) for each in columns])


SCHEMA = arrow_schema(*COLUMNS)

JSON_TYPES = {
    pa.string(): "string",
    pa.bool_(): "boolean",
    pa.int32(): "integer",
    pa.int64(): "integer",
    pa.float64(): "number",
}


def json_schema(*columns: Column) -> dict[str, Any]:
    """A JSON Schema of a row with these columns, as `pages-*.jsonl` has it on each line."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A page of a corpus",
        "description": "A row of pages.parquet and of the tables of its splits",
        "type": "object",
        "properties": {
            each.name: {
                "description": each.meaning,
                **_json_type(each.type, each.nullable),
                "arrow": str(each.type),
            }
            for each in columns
        },
        "required": [each.name for each in columns],
        "additionalProperties": False,
    }


def _json_type(kind: pa.DataType, nullable: bool = False) -> Mapping[str, Any]:
    if pa.types.is_list(kind):
        return {"type": "array", "items": _json_type(kind.value_type)}
    if pa.types.is_struct(kind):
        fields = {field.name: _json_type(field.type) for field in kind}
        return {"type": "object", "properties": fields, "required": [*fields], "additionalProperties": False}
    name = JSON_TYPES[kind]
    return {"type": [name, "null"] if nullable else name}

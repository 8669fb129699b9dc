"""The site file, `manifests/derived/NAME.site.json`: what templates may ask of the wiki itself.

What MediaWiki calls `siteinfo`, without what changes by itself or concerns nobody but its server; `statistics`, if a
page shows some: how many pages, users and edits there are, nothing where the wiki does not say it; messages of the
interface, null where the wiki has none; and `now`, the time that clocks show. Each item has a line, so that people can
compare two files.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from wikimill.errors import WikimillError
from wikimill.files import folder_error, read_text, write_text
from wikimill.site.bounds import check_site
from wikimill.site.model import MagicWord, Namespace, Site

FORMAT = 1
# Of `general`: https://www.mediawiki.org/wiki/API:Siteinfo
GENERAL = frozenset(
    {"articlepath", "base", "case", "fallback", "generator", "lang", "langconversion", "linkprefix"}
    | {"linkprefixcharset", "linktrail", "mainpage", "misermode", "rtl", "script", "scriptpath", "server"}
    | {"servername", "sitename", "timezone", "titleconversion", "variantarticlepath", "variants", "wikiid"}
)
# It changes with each release, and then nearly no page does.
RELEASE = "generator"
NO_TIME = "2026-01-01T00:00:00Z"  # what clocks show where nothing says it: always the same
TIME = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True)
class SiteFile:
    """A wiki, and the time that its clocks show, ISO 8601 in UTC.

    `no_messages` are keys of messages that it lacks; `is_counted` says whether it was asked for its statistics.
    """

    site: Site
    now: str
    no_messages: frozenset[str] = field(default=frozenset())
    is_counted: bool = False

    @property
    def time(self) -> datetime:
        """`now` as a time."""
        return datetime.strptime(self.now, TIME).replace(tzinfo=UTC)

    @property
    def messages(self) -> dict[str, str | None]:
        """Every message that was asked for, None for those that the wiki does not have."""
        return {**dict.fromkeys(self.no_messages), **self.site.messages}

    @property
    def statistics(self) -> Mapping[str, int] | None:
        """Those of the wiki, None where nobody asked for them."""
        return self.site.statistics if self.is_counted else None

    def with_statistics(self, statistics: Mapping[str, int] | None) -> SiteFile:
        """The same with these statistics instead."""
        site = replace(self.site, statistics=dict(statistics or {}))
        return replace(self, site=site, is_counted=statistics is not None)

    def with_messages(self, messages: Mapping[str, str | None]) -> SiteFile:
        """The same with these messages instead."""
        found = {key: text for key, text in messages.items() if text is not None}
        return replace(
            self, site=replace(self.site, messages=found), no_messages=frozenset(messages.keys() - found.keys())
        )

    @property
    def digest(self) -> str:
        """Of everything that all pages depend on: without messages, statistics and the time.

        Which pages ask for these is known.
        """
        return hashlib.sha256(_to_text(_tables(self.site)).encode()).hexdigest()


def write_site_file(path: Path, file: SiteFile) -> None:
    """Write a site file; equal content has equal bytes."""
    data: dict[str, Any] = {"format": FORMAT, "messages": file.messages, "now": file.now}
    if file.statistics is not None:
        data["statistics"] = dict(file.statistics)
    write_text(path, _to_text({**_tables(file.site), **data}))


def read_site_file(path: Path) -> SiteFile:
    """A site file.

    Raises:
        WikimillError: no such file, a damaged one, or one of another version.
    """
    if not path.exists():
        raise WikimillError(f"{path}: there is no such site file; build the manifest first")
    if path.is_dir():
        raise folder_error(path)
    try:
        return _parse(json.loads(read_text(path, "site file")))
    except _VersionError as error:
        raise WikimillError(
            f"{path}: it has format {error}, and this version of wikimill reads {FORMAT}; install the version that its "
            "lock names as `tool`, or write it anew by `snakemake refresh`"
        ) from None
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise WikimillError(
            f"{path}: the file is damaged ({type(error).__name__}: {error}); restore it from version control, or "
            "delete it to ask the wiki again"
        ) from None


def time_offset(timezone: str, time: datetime, default: int = 0) -> int:
    """Minutes that a time zone is ahead of UTC at a time; `default` where the zone is not known.

    A wiki says what its offset is now, which changes twice a year.
    """
    try:
        offset = time.astimezone(ZoneInfo(timezone)).utcoffset()
    except (LookupError, ValueError, OSError):
        return default
    return int(offset.total_seconds() // 60) if offset else 0


class _VersionError(Exception):
    """The format of another version."""


def _tables(site: Site) -> dict[str, Any]:
    """The wiki as JSON, with MediaWiki's names."""
    aliases = {alias: space.id for space in site.namespaces.values() for alias in space.aliases}
    return {
        "extensiontags": sorted(site.extension_tags),
        "functionhooks": sorted(site.functions),
        "general": {key: value for key, value in site.general.items() if key in GENERAL},
        "interwikimap": dict(site.interwiki),
        "languages": None if site.languages is None else sorted(site.languages),
        "magicwords": {
            word.name: {"aliases": list(word.aliases), "case-sensitive": word.case_sensitive}
            for word in site.magic_words.values()
        },
        "namespacealiases": aliases,
        "namespaces": {
            str(space.id): {
                "canonical": space.canonical,
                "case": "first-letter" if space.first_letter else "case-sensitive",
                "content": space.content,
                "name": space.name,
                "subpages": space.subpages,
            }
            for space in site.namespaces.values()
        },
        "specialpagealiases": _special_page_aliases(site.special_pages),
        "variables": sorted(site.variables),
    }


def _to_text(data: Mapping[str, Any]) -> str:
    """JSON with a line for each item of each of its parts."""
    parts = []
    for name, value in sorted(data.items()):
        if value and isinstance(value, dict):
            items = [f"  {_json(key)}: {_json(item)}" for key, item in sorted(value.items())]
            parts.append(f" {_json(name)}: {{\n" + ",\n".join(items) + "\n }")
        elif value and isinstance(value, list):
            parts.append(f" {_json(name)}: [\n" + ",\n".join(f"  {_json(item)}" for item in value) + "\n ]")
        else:
            parts.append(f" {_json(name)}: {_json(value)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace").decode()


def _parse(data: dict[str, Any]) -> SiteFile:
    if data["format"] != FORMAT:
        raise _VersionError(data["format"])
    json.dumps(data, ensure_ascii=False).encode()  # an error if there are halves of characters
    time = datetime.strptime(data["now"], TIME).replace(tzinfo=UTC)
    general = {**data["general"], "lang": str(data["general"]["lang"])}
    aliases: dict[int, list[str]] = {}
    for alias, number in data["namespacealiases"].items():
        aliases.setdefault(int(number), []).append(alias)
    languages = data["languages"]
    site = Site(
        {**general, "timeoffset": time_offset(str(general.get("timezone", "UTC")), time)},
        {
            int(number): Namespace(
                int(number),
                str(space["name"]),
                str(space["canonical"]),
                tuple(aliases.get(int(number), ())),
                bool(space["subpages"]),
                bool(space["content"]),
                space["case"] == "first-letter",
            )
            for number, space in data["namespaces"].items()
        },
        {
            name: MagicWord(name, tuple(map(str, word["aliases"])), bool(word["case-sensitive"]))
            for name, word in data["magicwords"].items()
        },
        frozenset(map(str, data["variables"])),
        frozenset(map(str, data["functionhooks"])),
        frozenset(map(str, data["extensiontags"])),
        {str(prefix): str(url) for prefix, url in data["interwikimap"].items()},
        special_pages=_special_pages(data["specialpagealiases"]),
        languages=None if languages is None else frozenset(map(str, languages)),
    )
    messages = {str(key): None if text is None else str(text) for key, text in data["messages"].items()}
    statistics = data.get("statistics")
    if statistics is not None:
        statistics = {name: int(number) for name, number in statistics.items()}
    return SiteFile(check_site(site), data["now"]).with_messages(messages).with_statistics(statistics)


def _special_page_aliases(names: Mapping[str, str]) -> dict[str, list[str]]:
    """The further names of each special page, in small letters, by the wiki's own name of it."""
    aliases: dict[str, list[str]] = {name: [] for name in names.values()}
    for alias, name in sorted(names.items()):
        if alias != name.lower():
            aliases[name].append(alias)
    return aliases


def _special_pages(aliases: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """`Site.special_pages`, of what `_special_page_aliases` made."""
    return {str(alias): str(name) for name, others in aliases.items() for alias in (str(name).lower(), *others)}

"""The language of a wiki from what a dump or a snapshot says of it."""

from __future__ import annotations

import re

from wikimill.site.core import known_code, language_codes
from wikimill.site.wikimedia import wikimedia

DATABASE = re.compile(r"[a-z]{2,3}(?=wik)")


def wiki_language(stated: str, host: str, database: str = "") -> str:
    """The code of a wiki's language in MediaWiki's core.

    Exports state it as BCP 47 has it, which is not always MediaWiki's code (`jv-x-bms` is `map-bms`), and snapshots as
    the host of a wiki of Wikimedia's has it (`simple`, `no`): then the host tells. Old schemas state none, but
    databases are named after it (enwiki, dewiktionary).
    """
    project, stated = wikimedia(host), stated.lower()
    is_of_host = project is not None and stated == project.host.partition(".")[0]
    if stated in language_codes() and not is_of_host:
        return stated
    if project:
        return known_code(project.language)
    named = DATABASE.match(database)
    return known_code(stated or (named[0] if named else ""))

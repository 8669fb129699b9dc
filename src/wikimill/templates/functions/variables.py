"""Variables: what `{{PAGENAME}}` and its like show."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from wikimill.templates.functions.dates.moment import Moment
from wikimill.templates.functions.dates.write_date import write_date
from wikimill.templates.functions.language import language
from wikimill.templates.functions.numbers import count_of, write_number
from wikimill.templates.functions.times import in_zone_of
from wikimill.templates.functions.titles import named

if TYPE_CHECKING:
    from wikimill.templates.call import Parser
    from wikimill.templates.frame import Frame

# Clocks, by the end of the name (`currentmonth`, `localmonth`), as formats of `#time`.
CLOCKS = {
    "month": "m",
    "month1": "n",
    "monthname": "F",
    "monthnamegen": "xg",
    "monthabbrev": "M",
    "day": "j",
    "day2": "d",
    "dayname": "l",
    "year": "Y",
    "hour": "H",
    "dow": "w",
    "timestamp": "xNYmdHis",
}
# A revision that is not known is taken for one that is made now, as MediaWiki takes it in a preview.
REVISION = {
    "revisionday": "j",
    "revisionday2": "d",
    "revisionmonth": "m",
    "revisionmonth1": "n",
    "revisionyear": "Y",
    "revisiontimestamp": "YmdHis",
}


def variable(word: str, expander: Parser, frame: Frame) -> str | None:
    """What the variable with MediaWiki's name `word` shows, None when it is none after all."""
    shown = VARIABLES.get(word)
    if shown is not None:
        return shown(expander)
    if word.startswith(("current", "local")):
        return _clock(expander, word)
    if word.startswith("numberof"):
        return count_of(word, expander)
    return named(word, expander.title)


def _clock(expander: Parser, word: str) -> str | None:
    own, local = language(expander.site), word.startswith("local")
    moment = Moment.of(expander.now)
    if local:
        moment, _ = in_zone_of(expander.site, moment)
    name = word.removeprefix("local" if local else "current")
    if name == "time":
        return write_date(own.core.time, moment, own)
    if name == "week":
        return write_number(own, str(moment.iso_week[1]))
    return write_date(CLOCKS[name], moment, own) if name in CLOCKS else None


def _revision(form: str) -> Callable[[Parser], str]:
    def show(expander: Parser) -> str:
        moment, _ = in_zone_of(expander.site, Moment.of(_revision_time(expander)))
        return write_date(f"xN{form}", moment, language(expander.site))

    return show


def _revision_time(expander: Parser) -> datetime:
    with contextlib.suppress(ValueError):  # none, or what no wiki says
        if expander.revision:
            return datetime.strptime(expander.revision.timestamp, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    return expander.now


def _revision_id(expander: Parser) -> str:
    """The revision's number; nothing in a preview. Busy wikis tell the two apart, and no more."""
    if expander.revision is None:
        return ""
    is_busy = expander.site.general.get("misermode") and expander.title.space.content
    return "-" if is_busy else str(expander.revision.id)


def _general(key: str) -> Callable[[Parser], str]:
    def show(expander: Parser) -> str:
        return str(expander.site.general.get(key) or "")

    return show


def _skins(expander: Parser) -> str:
    return f"{expander.site.general.get('scriptpath') or ''}/skins"


def _release(expander: Parser) -> str:
    return str(expander.site.general.get("generator", "")).removeprefix("MediaWiki ")


def _language(expander: Parser) -> str:
    return expander.site.language


def _direction_mark(expander: Parser) -> str:
    return language(expander.site).direction_mark


def _text(shown: str) -> Callable[[Parser], str]:
    return lambda expander: shown


VARIABLES: dict[str, Callable[[Parser], str]] = {
    "!": _text("|"),
    "=": _text("="),
    **{name: _general(name) for name in ("sitename", "server", "servername", "scriptpath", "articlepath")},
    "stylepath": _skins,
    "currentversion": _release,
    "contentlanguage": _language,
    "pagelanguage": _language,
    "directionmark": _direction_mark,
    **{name: _revision(form) for name, form in REVISION.items()},
    **dict.fromkeys(("cascadingsources", "noexternallanglinks", "pageid", "revisionsize", "revisionuser"), _text("")),
    "revisionid": _revision_id,
}

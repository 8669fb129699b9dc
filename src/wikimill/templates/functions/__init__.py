"""Parser functions, by MediaWiki's names."""

from __future__ import annotations

from collections.abc import Callable

from wikimill.site.extensions import STORING
from wikimill.templates.call import Call
from wikimill.templates.functions import (
    conditions,
    expressions,
    formatted_dates,
    interface,
    language_names,
    numbers,
    page_properties,
    page_variables,
    sections,
    string_functions,
    strings,
    tags,
    times,
    titles,
    urls,
)

NAMES_OF_TITLES = [*titles.NAMES, *(f"{name}e" for name in titles.NAMES), "namespacenumber"]
REVISIONS = (
    *("revisionday", "revisionday2", "revisionid", "revisionmonth", "revisionmonth1"),
    *("revisiontimestamp", "revisionuser", "revisionyear"),
)
COUNTS = (
    *("numberingroup", "numberofactiveusers", "numberofadmins", "numberofarticles", "numberofedits", "numberoffiles"),
    *("numberofpages", "numberofusers", "pagesincategory", "pagesinnamespace"),
)
# What depends on more than the wiki's language, so that its own parser knows it better.
OF_THE_WIKI = frozenset(
    {*COUNTS, "articlepath", "canonicalurl", "canonicalurle", "filepath", "fullurl", "fullurle", "ifexist", "localurl"}
    | {"localurle", "pagesize", "protectionexpiry", "protectionlevel", "scriptpath", "server", "servername", "sitename"}
    | {"stylepath"}
)
# Functions of extensions that show nothing: descriptions, coordinates and the like for other programs.
SILENT = (
    *("assessment", "coordinates", "noexternallanglinks", "related", "shortdesc", "target"),
    *STORING,
)

FUNCTIONS: dict[str, Callable[[Call], str | None]] = {
    **{name: titles.name_of_title(name) for name in NAMES_OF_TITLES},
    **dict.fromkeys(REVISIONS, page_properties.unknown),
    **{word: numbers.counted(word) for word in COUNTS},
    **dict.fromkeys(SILENT, interface.nothing),
    "anchorencode": urls.anchorencode,
    "bcp47": language_names.bcp47_tag,
    "bidi": strings.bidi,
    "canonicalurl": urls.canonicalurl,
    "canonicalurle": urls.canonicalurle,
    "cascadingsources": page_properties.unknown,
    "count": string_functions.count,
    "defaultsort": interface.nothing,
    "dir": language_names.direction,
    "displaytitle": interface.nothing,
    "explode": string_functions.explode,
    "expr": expressions.expr,
    "filepath": urls.filepath,
    "formatdate": formatted_dates.formatdate,
    "formatnum": numbers.formatnum,
    "fullurl": urls.fullurl,
    "fullurle": urls.fullurle,
    "gender": numbers.gender,
    "grammar": interface.grammar,
    "if": conditions.if_,
    "ifeq": conditions.ifeq,
    "iferror": conditions.iferror,
    "ifexist": conditions.ifexist,
    "ifexpr": expressions.ifexpr,
    "int": interface.int_,
    "invoke": interface.invoke,
    "language": language_names.language,
    "lc": strings.lc,
    "lcfirst": strings.lcfirst,
    "len": string_functions.len_,
    "localurl": urls.localurl,
    "localurle": urls.localurle,
    "lst": sections.lst,
    "lsth": sections.lsth,
    "lstx": sections.lstx,
    "ns": titles.ns,
    "nse": titles.nse,
    "padleft": strings.padleft,
    "padright": strings.padright,
    "pageid": page_properties.pageid,
    "pagesize": page_properties.pagesize,
    "plural": numbers.plural,
    "pos": string_functions.pos,
    "protectionexpiry": page_properties.protectionexpiry,
    "protectionlevel": page_properties.unknown,
    "rel2abs": titles.rel2abs,
    "replace": string_functions.replace,
    "rpos": string_functions.rpos,
    "special": titles.special,
    "speciale": titles.speciale,
    "sub": string_functions.sub,
    "switch": conditions.switch,
    "tag": tags.tag,
    "time": times.time,
    "timel": times.timel,
    "titleparts": titles.titleparts,
    "uc": strings.uc,
    "ucfirst": strings.ucfirst,
    "urldecode": string_functions.urldecode,
    "urlencode": urls.urlencode,
    "var": page_variables.var,
    "vardefine": page_variables.vardefine,
    "vardefineecho": page_variables.vardefineecho,
    "varexists": page_variables.varexists,
}

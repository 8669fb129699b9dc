"""Numbers and what depends on them: `formatnum`, `plural`, and counts of the wiki's pages, users and files."""

from __future__ import annotations

import re
from collections.abc import Callable

from wikimill.templates.call import Call, Parser
from wikimill.templates.functions import language as languages
from wikimill.templates.functions.messages import is_word
from wikimill.templates.functions.php import number_text, to_float, to_int
from wikimill.templates.functions.text_parts import outside_markers

# What siteinfo calls that which variables count.
STATISTICS = {
    "numberofactiveusers": "activeusers",
    "numberofadmins": "admins",
    "numberofarticles": "articles",
    "numberofedits": "edits",
    "numberoffiles": "images",
    "numberofpages": "pages",
    "numberofusers": "users",
}
EXPLICIT_FORM = re.compile(r"\d=", re.ASCII)


def formatnum(call: Call) -> str:
    """`{{formatnum:number|option}}`: a number as the language writes it; `R` reads one.

    `NOSEP` leaves out separators.
    """
    own = languages.language(call.site)
    option = call.argument(0)
    if option and is_word(call.site, option, "rawsuffix"):
        return outside_markers(call.first, lambda text: read_number(own, text))
    separators = not (option and is_word(call.site, option, "nocommafysuffix"))
    return outside_markers(call.first, lambda text: write_number(own, text, separators))


def write_number(language: languages.Language, text: str, separators: bool = True) -> str:
    """The numbers in a text as a language writes them."""
    if text == "NAN":
        return language.message("formatnum-nan") or text
    return language.numbers.write(text, separators)


def read_number(language: languages.Language, text: str) -> str:
    """A number as a language writes it, for PHP."""
    if text == language.message("formatnum-nan"):
        return "NAN"
    return language.numbers.read(text)


def plural(call: Call) -> str:
    """`{{plural:number|form|…}}`: the form that a number takes; `0=none` is for that number alone."""
    own = languages.language(call.site)
    number = read_number(own, call.first)
    count = str(to_int(number)) if number.isascii() and number.isdigit() else number_text(to_float(number))
    forms = []
    for form in call.arguments()[1:]:
        if EXPLICIT_FORM.search(form):
            value, _, text = form.partition("=")
            if value == count:
                return text
        else:
            forms.append(form)
    return forms[min(own.plural_index(count), len(forms) - 1)] if forms else ""


def counted(word: str) -> Callable[[Call], str]:
    """A function that shows how many pages, users or files there are: `{{NUMBEROFPAGES:R}}` without separators."""

    def show(call: Call) -> str:
        return count_of(word, call.expander, not is_word(call.site, call.first, "rawsuffix"))

    return show


def count_of(word: str, expander: Parser, separators: bool = True) -> str:
    """How many there are of what a variable counts; left out where nobody counted them."""
    name = STATISTICS.get(word, "")
    number = expander.site.statistics.get(name) if name else None
    if number is None:
        return expander.left_out("unsupported", word.upper())
    return write_number(languages.language(expander.site), str(number)) if separators else str(number)


def gender(call: Call) -> str:
    """`{{gender:user|he|she|they}}`: the gender of no user is known here, so the third form, or else the first."""
    forms = call.arguments()[1:]
    return (forms[2] if len(forms) > 2 else forms[0]) if forms else ""

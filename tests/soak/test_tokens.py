"""Wikitext's tokens at random: each page is converted or quarantined for a limit, in any order to the same bytes."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from tests.clone import ROOT
from tests.converter import converter
from tests.soak.record import DIFFERENCE, HANG, TRACEBACK, Soak
from tests.soak.titles import words
from wikimill.config.model import Convert
from wikimill.convert.wikitext import WikitextConverter
from wikimill.errors import WikimillError

COUNTS = {"short": 200, "full": 10_000}
SECONDS = 20.0  # of a page; one takes 20 ms
LONGEST = 250  # tokens
TEMPLATES = {
    "Template:A": "a{{{1|}}}<noinclude>n</noinclude>",
    "Template:B": "{{A|{{{x|{{{1}}}}}}}}\n{|\n|b\n|}",
    "Template:C": "<onlyinclude>{{#if:{{{1|}}}|{{B|1={{{1}}}}}|<ref>c</ref>}}</onlyinclude>",
}
TOKENS = words(
    r"""
{ { {{ {{ {{{ } } }} }} }}} | | = [ [[ [[ ] ]] ]] ' '' ''' ''''' -{ }- -{zh: => ; : * # ! != ~ ~~~~ -- _ __ $ \ ` "
% + ␠ ␠ ␠ < > </ /> <!-- --> & &amp; &lt; &#1; &#127; &#x0; &#xd800; &#1114112; &nbsp; &#5;9&#6; https:// mailto:
http://x.example␠ <ref> </ref> <ref␠name=a> <ref␠name=a/> <references/> <nowiki> </nowiki> <nowiki/> <pre> </pre>
<math> </math> <gallery> </gallery> <poem> </poem> <syntaxhighlight␠lang=c> </syntaxhighlight> <section␠begin=a/>
<tabs> <noinclude> </noinclude> <includeonly> </includeonly> <onlyinclude> </onlyinclude> <div> </div>
<span␠class=a> </span> <b> </b> <i> </i> <sub> </sub> <ul> <li> </ul> <table> <tr> <td> </table> <br> <p> </p> <h2>
</h2> {{A| {{B|x= {{C}} {{#if: {{#switch: {{#expr: {{subst: {{#invoke:X|y {{PAGENAME}} {{lc: {{#tag:ref| {{!}} {{=}}
{{: __TOC__ __NOTOC__ #REDIRECT␠[[ [[File:a.png|thumb| [[Category: [[:Category: [[a|b]] ISBN␠1 RFC␠1 word Haar fog 1
é 日本 م ␤ ␤ ␤ ␤␤ ␤{| ␤|- ␤| ␤! ␤|} || !! ␤|+ ␤== ==␤ ␤= ␤* ␤# ␤: ␤; ␤*# ␤␠ ␤----
"""
)
TOKENS += [
    "\t",
    "\r",
    "\0",
    "\x01",
    "\x05",
    "\x7f",
    "\x7f'\"`UNIQ-",
    "\x85",
    "\u200b",
    "\u202e",
    "\u2028",
    "\u0301",
    "\ufffe",
]


def soup(random: Random) -> list[str]:
    """Tokens of a page."""
    few = random.sample(TOKENS, random.randint(2, 30)) if random.random() < 0.5 else TOKENS
    return random.choices(few, k=random.randint(1, LONGEST))


@dataclass
class Conversion:
    """Converts pages; `text` is the last of them, `made` what became of it."""

    wiki: WikitextConverter
    text: str = ""
    made: tuple[str, ...] = ()

    def convert(self, tokens: Sequence[str]) -> tuple[str, str]:
        """Status and reason of a page; an error of a filter is a traceback, and what is slow a hang."""
        self.text, began = "".join(tokens), time.monotonic()
        try:
            page = self.wiki.convert("Soup", self.text, TEMPLATES)
        except WikimillError as error:
            self.made = (str(error),)
            return TRACEBACK, str(error)
        self.made = page.status, page.reason, page.markdown, page.dropped
        if page.reason.startswith("timeout:") or time.monotonic() - began > SECONDS:
            return HANG, page.reason
        is_bounded = page.status == "quarantined" and page.reason.startswith("memory:")
        return (page.status if page.status == "ok" or is_bounded else TRACEBACK), page.reason

    def files(self) -> dict[str, bytes]:
        """The last page."""
        return {"page.wiki": self.text.encode("utf-8", "surrogatepass")}


def test_every_page_is_converted_or_quarantined(soak: Soak) -> None:
    options = Convert(timeout=SECONDS)
    made = {}
    with converter(options, ROOT) as wiki:
        conversion = Conversion(wiki)
        for number, random in soak.trials():
            soak.attempt(number, soup(random), conversion.convert, conversion.files)
            made[number] = hash(conversion.made)
    order = soak.random(-1).sample(list(made), len(made))
    with converter(options, ROOT) as wiki:
        conversion = Conversion(wiki)
        for number in order:
            conversion.convert(soup(soak.random(number)))
            if hash(conversion.made) != made[number]:
                soak.found(DIFFERENCE, number, "in another order it becomes something else", conversion.files())
    soak.finish()

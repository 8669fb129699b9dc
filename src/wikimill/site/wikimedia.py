"""The wikis of the Wikimedia Foundation, whose hosts say which they are."""

from __future__ import annotations

from dataclasses import dataclass

from wikimill.address import desktop_host
from wikimill.site.extensions import CANONICAL_SCANS, DISAMBIGUATOR, SCANS, SECTIONS
from wikimill.site.model import MagicWord
from wikimill.site.namespaces import INDEX, PAGE

# Projects with a wiki for each language: the domain, the wiki's name, and the prefix of links to it.
PROJECTS = {
    "wikipedia.org": ("Wikipedia", "w"),
    "wiktionary.org": ("Wiktionary", "wikt"),
    "wikibooks.org": ("Wikibooks", "b"),
    "wikinews.org": ("Wikinews", "n"),
    "wikiquote.org": ("Wikiquote", "q"),
    "wikisource.org": ("Wikisource", "s"),
    "wikiversity.org": ("Wikiversity", "v"),
    "wikivoyage.org": ("Wikivoyage", "voy"),
}
# Codes of languages that hosts and links between languages have, older ones among them.
CODES = """
aa ab ace ady af ak als alt am ami an ang ann anp ar arc ary arz as ast atj av avk awa ay az azb ba ban bar bat-smg
bbc bcl bdr be be-tarask be-x-old bew bg bh bi bjn blk bm bn bo bpy br bs btm bug bxr ca cbk-zam cdo ce ceb ch cho
chr chy ckb co cr crh cs csb cu cv cy da dag de dga din diq dsb dtp dty dv dz ee el eml en eo es et eu ext fa fat ff
fi fiu-vro fj fo fon fr frp frr fur fy ga gag gan gcr gd gl glk gn gom gor got gpe gu guc gur guw gv ha hak haw he
hi hif ho hr hsb ht hu hy hyw hz ia iba id ie ig igl ii ik ilo inh io is it iu ja jam jbo jv ka kaa kab kbd kbp kcg
kg kge ki kj kk kl km kn knc ko koi kr krc ks ksh ku kus kv kw ky la lad lb lbe lez lfn lg li lij lld lmo ln lo lrc
lt ltg lv mad mai map-bms mdf mg mh mhr mi min mk ml mn mni mnw mo mos mr mrj ms mt mus mwl my myv mzn na nah nan
nap nb nds nds-nl ne new ng nia nl nn no nov nqo nr nrm nso nup nv ny oc olo om or os pa pag pam pap pcd pcm pdc pfl
pi pih pl pms pnb pnt ps pt pwn qu rki rm rmy rn ro roa-rup roa-tara rsk ru rue rw sa sah sat sc scn sco sd se sg
sgs sh shi shn si simple sk skr sl sm smn sn so sq sr srn ss st stq su sv sw syl szl szy ta tay tcy tdd te tet tg th
ti tig tk tl tly tn to tpi tr trv ts tt tum tw ty tyv udm ug uk ur uz ve vec vep vi vls vo vro wa war wo wuu xal xh
xmf yi yo yue za zea zgh zh zh-classical zh-min-nan zh-yue zu pt-br zh-hk zh-tw
"""
LANGUAGES = frozenset(CODES.split())
# Projects with one wiki, in English.
SINGLE = {
    "commons.wikimedia.org": ("Wikimedia Commons", "c commons"),
    "meta.wikimedia.org": ("Meta", "m meta"),
    "species.wikimedia.org": ("Wikispecies", "species"),
    "incubator.wikimedia.org": ("Wikimedia Incubator", "incubator"),
    "www.wikidata.org": ("Wikidata", "d"),
    "www.mediawiki.org": ("MediaWiki", "mw"),
    "www.wikifunctions.org": ("Wikifunctions", "f"),
}
# Those that are no language codes of MediaWiki's core.
RENAMED = {"simple": "en", "no": "nb"}
# Wikis of the projects that no language's code names, which are in English, and their databases.
UNNAMED = {
    "beta.wikiversity.org": "betawikiversity",
    "test.wikipedia.org": "testwiki",
    "test2.wikipedia.org": "test2wiki",
    "www.wikisource.org": "sourceswiki",
}
# Codes of hosts that databases have otherwise.
DATABASES = {"be-tarask": "be-x-old"}
# What their extensions add, for text does not stand in braces there: descriptions, coordinates, Wikidata, sections.
WORDS = (
    MagicWord("shortdesc", ("SHORTDESC",)),
    MagicWord("noexternallanglinks", ("NOEXTERNALLANGLINKS",), case_sensitive=True),
    *(MagicWord(name, (name,)) for name in ("assessment", "babel", "coordinates", "property", "related", "statements")),
    MagicWord("target", ("target",)),
    *SECTIONS,
)


@dataclass(frozen=True)
class Wikimedia:
    """A wiki of the foundation: its host, the code of its language and its project's name; `domain` is the rest of the
    host of a project with a wiki for each language, else the whole of it."""

    host: str
    language: str
    sitename: str
    domain: str

    @property
    def magic_words(self) -> dict[str, MagicWord]:
        """What extensions add to core's."""
        return {word.name: word for word in (*WORDS, DISAMBIGUATOR)}

    @property
    def functions(self) -> frozenset[str]:
        """Parser functions of extensions."""
        return frozenset(word.name for word in WORDS)

    @property
    def variables(self) -> frozenset[str]:
        """Variables of extensions."""
        return frozenset({"noexternallanglinks"})

    @property
    def languages(self) -> frozenset[str]:
        """Prefixes of links to the same page in other languages."""
        return LANGUAGES if self.domain in PROJECTS else frozenset()

    @property
    def wikiname(self) -> str:
        """The name of its database, such as enwiki, dewiktionary, nds_nlwiki and commonswiki."""
        code, _, domain = self.host.partition(".")
        if self.host in UNNAMED:
            return UNNAMED[self.host]
        if domain in PROJECTS:
            project = domain.removesuffix(".org").replace("wikipedia", "wiki")
            return f"{DATABASES.get(code, code).replace('-', '_')}{project}"
        return f"{(code if code != 'www' else domain.removesuffix('.org'))}wiki"

    @property
    def first_letter(self) -> bool:
        """Whether titles begin with a capital."""
        return self.domain != "wiktionary.org"

    @property
    def namespaces(self) -> dict[int, tuple[str, ...]]:
        """Names of namespaces beyond core's, the local one first, by numbers that English wikis have."""
        if self.domain != "wikisource.org":
            return {}
        local = SCANS.get(self.language, CANONICAL_SCANS)
        return {
            number: tuple(dict.fromkeys(names))
            for number, *names in zip((PAGE, INDEX), local, CANONICAL_SCANS, strict=True)
        }

    def interwiki(self) -> dict[str, str]:
        """The URL of each prefix of links to other wikis: of the project in all languages, and of other projects."""
        project = self.domain if self.domain in PROJECTS else "wikipedia.org"
        prefixes = {code: f"https://{code}.{project}/wiki/$1" for code in sorted(LANGUAGES)}
        own = self.language if self.domain in PROJECTS else "en"
        for domain, (_, prefix) in PROJECTS.items():
            for each in (prefix, domain.removesuffix(".org")):
                prefixes[each] = f"https://{own}.{domain}/wiki/$1"
        for host, (_, names) in SINGLE.items():
            for each in names.split():
                prefixes[each] = f"https://{host}/wiki/$1"
        return prefixes


def wikimedia(host: str) -> Wikimedia | None:
    """The wiki of the foundation that answers at a host, None for any other host.

    The language is as the host has it: `core.known_code` knows those that MediaWiki names otherwise.
    """
    host = desktop_host(host.partition(":")[0])
    if host in SINGLE:
        return Wikimedia(host, "en", SINGLE[host][0], host)
    code, _, domain = host.partition(".")
    if domain not in PROJECTS or (code not in LANGUAGES and host not in UNNAMED):
        return None
    language = "en" if host in UNNAMED else RENAMED.get(code, code)
    return Wikimedia(host, language, PROJECTS[domain][0], domain)

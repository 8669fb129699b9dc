"""Magic words of extensions that wikis which were not asked are taken to have; MediaWiki's core has none of them."""

from __future__ import annotations

from wikimill.site.info import MagicWord

# Labeled section transclusion, on Wikimedia's wikis and Fandom's.
SECTIONS = (
    MagicWord("lst", ("lst", "section", "Abschnitt", "trecho", "קטע")),
    MagicWord("lsth", ("lsth", "section-h", "Abschnitt-h", "trecho-h")),
    MagicWord("lstx", ("lstx", "section-x", "Abschnitt-x", "trecho-x", "בלי קטע")),
)
# A switch that says what a page is, on Wikimedia's wikis: it has few translations.
DISAMBIGUATOR = MagicWord(
    "disambiguation", ("__DISAMBIG__", "__동음이의__", "__ПОЈАСНУВАЊЕ__", "__വിവക്ഷിതം__"), case_sensitive=True
)
# Functions of Semantic MediaWiki, Page Forms and Cargo that store something and show nothing.
STORING = frozenset(
    {"cargo_attach", "cargo_declare", "cargo_store", "declare", "default_form", "set", "set_recurring_event"}
    | {"subobject"}
)
# On wikis that are not Wikimedia's.
OTHERS = (*SECTIONS, *(MagicWord(name, (name,)) for name in sorted(STORING)))
# What marks a part of a page, and the attributes of these tags, in the languages that have their own words.
SECTION_TAGS = frozenset({"section", "abschnitt", "trecho", "קטע"})
SECTION_BEGIN, SECTION_END = "begin|anfang|começo|התחלה", "end|ende|fim|סוף"
# What Wikisources call the namespaces of scanned pages and of indexes, in lower case; their numbers differ.
_PAGE = """page halaman lehekülg oldal orrialde pagina pagină paĝo pajenn puslapis páxina página pàgina sayfa seite side
sida sivu stran stranica strona stránka tudalen trang σελίδα страна страница сторінка старонка էջ עמוד זייט صفحة برگه
पान पृष्ठ पृष्ठम् পাতা পৃষ্ঠা ਪੰਨਾ પૃષ્ઠ ପୃଷ୍ଠା பக்கம் పుట ಪುಟ താൾ หน้า 페이지"""
_INDEX = """index dizin hakemisto indeks indekso indecs indice indizea kazalo livre llibre meneger register sadržaj
índice ευρετήριο индекс індекс індэкс ինդեքս מפתח فهرس فهرست अनुक्रमणिका विषयसूची নির্ঘণ্ট ਇੰਡੈਕਸ સૂચિ ଅନୁକ୍ରମଣିକା அட்டவணை
సూచిక ಪರಿವಿಡಿ സൂചിക ดัชนี 색인"""
PAGE_NAMES, INDEX_NAMES = frozenset(_PAGE.split()), frozenset(_INDEX.split())

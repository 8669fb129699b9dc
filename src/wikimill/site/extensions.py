"""Magic words of extensions that wikis which were not asked are taken to have; MediaWiki's core has none of them."""

from __future__ import annotations

from wikimill.site.model import MagicWord

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
# What Wikisources call the namespaces of scanned pages and of their indexes, by language.
SCANS = {
    "ar": ("صفحة", "فهرس"),
    "be": ("Старонка", "Індэкс"),
    "bg": ("Страница", "Индекс"),
    "bn": ("পাতা", "নির্ঘণ্ট"),
    "br": ("Pajenn", "Meneger"),
    "ca": ("Pàgina", "Llibre"),
    "cs": ("Stránka", "Index"),
    "cy": ("Tudalen", "Indecs"),
    "da": ("Side", "Indeks"),
    "de": ("Seite", "Index"),
    "el": ("Σελίδα", "Βιβλίο"),
    "eo": ("Paĝo", "Indekso"),
    "es": ("Página", "Índice"),
    "et": ("Lehekülg", "Register"),
    "eu": ("Orrialde", "Indizea"),
    "fa": ("برگه", "فهرست"),
    "fi": ("Sivu", "Hakemisto"),
    "fr": ("Page", "Livre"),
    "gl": ("Páxina", "Índice"),
    "gu": ("પૃષ્ઠ", "સૂચિ"),
    "he": ("עמוד", "מפתח"),
    "hi": ("पृष्ठ", "विषयसूची"),
    "hr": ("Stranica", "Sadržaj"),
    "hu": ("Oldal", "Index"),
    "hy": ("Էջ", "Ինդեքս"),
    "id": ("Halaman", "Indeks"),
    "it": ("Pagina", "Indice"),
    "kn": ("ಪುಟ", "ಪರಿವಿಡಿ"),
    "ko": ("페이지", "색인"),
    "la": ("Pagina", "Liber"),
    "lt": ("Puslapis", "Indeksas"),
    "ml": ("താൾ", "സൂചിക"),
    "mr": ("पान", "अनुक्रमणिका"),
    "nb": ("Side", "Indeks"),
    "nl": ("Pagina", "Index"),
    "or": ("ପୃଷ୍ଠା", "ସୂଚୀ"),
    "pa": ("ਪੰਨਾ", "ਇੰਡੈਕਸ"),
    "pl": ("Strona", "Indeks"),
    "pt": ("Página", "Galeria"),
    "ro": ("Pagină", "Index"),
    "ru": ("Страница", "Индекс"),
    "sa": ("पृष्ठम्", "अनुक्रमणिका"),
    "sl": ("Stran", "Kazalo"),
    "sr": ("Страна", "Индекс"),
    "sv": ("Sida", "Index"),
    "ta": ("பக்கம்", "அட்டவணை"),
    "te": ("పుట", "సూచిక"),
    "th": ("หน้า", "ดัชนี"),
    "tr": ("Sayfa", "Dizin"),
    "uk": ("Сторінка", "Індекс"),
    "vec": ("Pagina", "Indice"),
    "vi": ("Trang", "Mục lục"),
    "yi": ("זייט", "אינדעקס"),
}
CANONICAL_SCANS = ("Page", "Index")
PAGE_NAMES, INDEX_NAMES = (
    frozenset(name.lower() for name in names) for names in zip(CANONICAL_SCANS, *SCANS.values(), strict=True)
)

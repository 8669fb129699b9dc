"""Pages of wikitext with -{…}-, right and wrong, in languages that have variants: a grammar for hypothesis.

It leaves out what is meant to differ: rules in captions in a -{ that nothing closes; Serbian words in Latin letters by
which the wiki guesses the script, since it counts letters of its interface too.
"""

from __future__ import annotations

from hypothesis import strategies as st

Texts = st.SearchStrategy[str]

# Codes of variants, as authors write them, and words in the language.
LANGUAGES = {
    "zh": (
        "zh zh-hans zh-hant zh-cn zh-tw zh-hk zh-mo zh-sg zh-my zh-Hans-CN zh-Hant",
        "软件 軟體 计算机 電腦 台灣 臺灣 头发 發展 后面 皇后 里面 干燥 乾隆 著作 鼠标 打印机 甲 乙 丙 a x-1 7",
    ),
    "gan": ("gan gan-hans gan-hant", "软件 軟體 头发 發展 后面 里面 干燥 甲 乙 a"),
    "sr": (
        "sr sr-ec sr-el sr-Cyrl sr-latn",
        "Београд Beograd шума suma љубав ljubav Њујорк Dzez инјекција in!jekcija XIV IV MIX I век vek ж a",
    ),
    "kk": (
        "kk kk-cyrl kk-latn kk-arab kk-kz kk-tr kk-cn",
        "Қазақстан Qazaqstan Ёлка Юрта щётка объект Альпі Аллаһ әлем үй гүл 2010, No. №5 $1abc Şç yer a; жол? 50%",
    ),
    "crh": (
        "crh crh-cyrl crh-latn",
        "Къырым Qırım юз кок ой-койлю Ёлнен tsirk cönk yetsin сёз söz ülke XIV IV. V. кунь бульон коллег «а» “b” küf",
    ),
    "uz": ("uz uz-latn uz-cyrl", "Oʻzbekiston Ўзбекистон yer Yevropa choy шаҳар ellik etik эски MEN a"),
    "ku": ("ku ku-arab ku-latn", "Kurdistan كوردستان ئاو şêr û 12, a? ez"),
    "iu": ("iu ike-cans ike-latn", "ᐃᓄᒃᑎᑐᑦ inuktitut Nunavut ᓄᓇᕗᑦ qqu ng a"),
    "shi": ("shi shi-tfng shi-latn", "Taclḥit ⵜⴰⵛⵍⵃⵉⵜ amazigh ɣ a"),
    "tg": ("tg tg-latn", "Тоҷикистон tojikī Ҷумҳурии Ёр шаҳр a"),
    "tly": ("tly tly-cyrl", "толыши tolışi Ыр İr a"),
}


def _one(*texts: str) -> Texts:
    return st.sampled_from(texts)


def _join(*parts: Texts | str) -> Texts:
    return st.tuples(*(st.just(part) if isinstance(part, str) else part for part in parts)).map("".join)


def _several(part: Texts, most: int, between: str = "", least: int = 0) -> Texts:
    return st.lists(part, min_size=least, max_size=most).map(between.join)


def variant_pages(language: str) -> Texts:
    """Pages in a language."""
    codes, words = (each.split() for each in LANGUAGES[language])
    code, word = st.sampled_from(codes), st.sampled_from(words)
    space = _one(" ", " ", "")
    entity = _one("&nbsp;", "&amp;", "&#33;")
    plain = _several(st.one_of(_join(word, space), _join(word, space), entity), 3, least=1)
    flag = st.one_of(_one(*"AHAHDNRT-S", "W", "H;A", "A;T", "D;A", "T;H", "bogus", "", " A "), code, code)

    def rule(text: Texts) -> Texts:
        """A text for a variant, or for a word in one."""
        by_code = _join(_one("", "", " "), code, _one(":", ":", " : "), text)
        return st.one_of(
            by_code, by_code, by_code, by_code,
            _join(word, _one("=>", " => "), code, ":", text),
            _one("bogus:x", "zh-xx:a", ""), text,
        )  # fmt: skip

    def markup(text: Texts) -> Texts:
        rules = _join(_several(rule(text), 4, ";", least=1), _one("", ";", "; "))
        return st.one_of(
            _join("-{", rules, "}-"),
            _join("-{", rules, "}-"),
            _join("-{", flag, "|", rules, "}-"),
            _join("-{", flag, "|", rules, "}-"),
            _join("-{", code, ";", code, "|", plain, "}-"),
            _join("-{", text, "}-"),
        )

    formatted = st.one_of(
        plain, plain,
        _join("''", plain, "''"), _join("<b>", plain, "</b>"), _join("<code>", plain, "</code>"),
        _join("[[", word, "|", plain, "]]"), _join("[[", word, "]]"),
        _join("[http://e.org ", plain, "]"), _join("http://e.org/", word, " "),
        _join("[http://e.org http://", word, "]"), _join("<nowiki>", plain, "</nowiki>"),
    )  # fmt: skip
    nested = markup(st.one_of(formatted, formatted, markup(formatted)))
    piece = st.one_of(
        formatted, nested, nested,
        _join("[[", word, "|", nested, "]]"), _join("''", nested, "''"), _join("<code>", nested, "</code>"),
        _join("<span class=a>", plain, nested, "</span>"), _join("<nowiki>", nested, "</nowiki>"),
        _join("[[File:A.png|thumb|", nested, plain, "]]"),
        _one("}-", "|", ":", ";", "=>", "-{}-"),
        _join("<langconvert from=", code, " to=", code, ">", plain, "</langconvert>"),
    )  # fmt: skip
    text = _several(_join(piece, space), 4, least=1)
    line = st.one_of(
        text, text, text,
        _join(_one("* ", "# ", ": ", " ", "; ", "== "), text), _join("; ", text, " : ", text),
        _join("== ", text, " =="), _join("<pre>", text, "</pre>"), _one("", "__NOTOC__"),
        _join("{|\n| ", text, "\n| ", text, " || ", text, "\n|}"),
    )  # fmt: skip
    unclosed = st.one_of(st.just(""), _join("\n", _one("-{", "-{|", "-{A|", "-{ -{"), plain, formatted))
    return _join(_several(line, 4, "\n", least=1), unclosed)

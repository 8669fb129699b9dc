"""Messages of the wiki's interface that parser functions show, and words that they take as options."""

from __future__ import annotations

from wikimill.site.info import SiteInfo
from wikimill.templates.call import Call
from wikimill.templates.functions.php import escaped

ENGLISH = {
    "pfunc_time_error": "Error: Invalid time.",
    "pfunc_time_too_long": "Error: Too many #time calls.",
    "pfunc_time_too_big": "Error: #time only supports years up to 9999.",
    "pfunc_time_too_small": "Error: #time only supports years from 0.",
    "pfunc_rel2abs_invalid_depth": ('Error: Invalid depth in path: "$1" (tried to access a node above the root node).'),
    "pfunc_expr_stack_exhausted": "Expression error: Stack exhausted.",
    "pfunc_expr_unexpected_number": "Expression error: Unexpected number.",
    "pfunc_expr_unrecognised_word": 'Expression error: Unrecognized word "$1".',
    "pfunc_expr_unexpected_operator": "Expression error: Unexpected $1 operator.",
    "pfunc_expr_missing_operand": "Expression error: Missing operand for $1.",
    "pfunc_expr_unexpected_closing_bracket": "Expression error: Unexpected closing bracket.",
    "pfunc_expr_unrecognised_punctuation": 'Expression error: Unrecognized punctuation character "$1".',
    "pfunc_expr_unclosed_bracket": "Expression error: Unclosed bracket.",
    "pfunc_expr_division_by_zero": "Division by zero.",
    "pfunc_expr_invalid_argument": "Invalid argument for $1: < -1 or > 1.",
    "pfunc_expr_invalid_argument_ln": "Invalid argument for ln: <= 0.",
    "pfunc_expr_not_a_number": "In $1: Result is not a number.",
    "pfunc_string_too_long": "Error: String exceeds $1 character limit.",
    "formatnum-nan": "Not a Number",
    "scribunto-common-nosuchmodule": 'Script error: No such module "$2".',
    "scribunto-common-nofunction": "Script error: You must specify a function to call.",
}


def message(call: Call, key: str, *parameters: str) -> str:
    """A message in the wiki's language, or in English where the wiki's is not known; `$1` … are the parameters."""
    text = call.site.messages.get(key) or ENGLISH[key]
    for number, parameter in enumerate(parameters, 1):
        text = text.replace(f"${number}", parameter)
    return call.expander.preprocess(text, call.frame) if "{{" in text else text


def error(call: Call, key: str, *parameters: str) -> str:
    """A message as ParserFunctions shows an error; `#iferror` knows it by the class."""
    return f'<strong class="error">{escaped(message(call, key, *parameters))}</strong>'


def is_word(site: SiteInfo, word: str, *names: str) -> bool:
    """Whether a text is one of the wiki's words for something, such as `R` for `rawsuffix`.

    Args:
        site: the wiki.
        word: what an author wrote.
        names: MediaWiki's names of the word.
    """
    for name in names:
        known = site.magic_words.get(name)
        if known is not None:
            if word in known.aliases or (not known.case_sensitive and word.lower() in map(str.lower, known.aliases)):
                return True
        elif word.lower() in WORDS.get(name, ()):
            return True
    return False


WORDS = {  # English words, lower case, for a wiki whose words are not known
    "default": ("#default",),
    "rawsuffix": ("r",),
    "nocommafysuffix": ("nosep",),
    "url_path": ("path",),
    "url_wiki": ("wiki",),
    "url_query": ("query",),
}

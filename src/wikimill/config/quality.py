"""The keys of `corpus.quality`: the rules of Gopher and FineWeb, with the names and defaults of datatrove's parameters.

Sources: Gopher, https://arxiv.org/abs/2112.11446, appendix A.1 and its table A1; FineWeb,
https://arxiv.org/abs/2406.17557. `tests/unit/config/test_quality.py` compares names and defaults with datatrove's.
"""

from __future__ import annotations

from pydantic import Field

from wikimill.config.section import PositiveInt, Section

# Lengths of n-grams in words, and the most that they may be. Tuples, because rules are keys of a cache.
NGrams = tuple[tuple[int, float], ...]


class GopherRepetition(Section):
    """Gopher's rules of repetition."""

    dup_line_frac: float = Field(0.3, ge=0, le=1, description="Most lines that repeat another, as a fraction; 0: any.")
    dup_para_frac: float = Field(0.3, ge=0, le=1, description="The same of paragraphs.")
    dup_line_char_frac: float = Field(
        0.2, ge=0, le=1, description="Most characters in lines that repeat another, as a fraction; 0: any."
    )
    dup_para_char_frac: float = Field(0.2, ge=0, le=1, description="The same of paragraphs.")
    top_n_grams: NGrams = Field(
        ((2, 0.2), (3, 0.18), (4, 0.16)),
        description="Most characters, as a fraction, in the most frequent run of so many words.",
    )
    dup_n_grams: NGrams = Field(
        ((5, 0.15), (6, 0.14), (7, 0.13), (8, 0.12), (9, 0.11), (10, 0.10)),
        description="Most characters, as a fraction, in runs of so many words that repeat another.",
    )


class GopherQuality(Section):
    """Gopher's rules of quality."""

    min_doc_words: PositiveInt = Field(50, description="Fewest words, marks of punctuation not counted.")
    max_doc_words: int = Field(100_000, ge=0, description="Most words; 0: any.")
    min_avg_word_length: float = Field(3, ge=0, description="Shortest words on average, in characters.")
    max_avg_word_length: float = Field(10, ge=0, description="Longest words on average; 0: any.")
    max_symbol_word_ratio: float = Field(0.1, ge=0, description="Most `#`, and most ellipses, for each word; 0: any.")
    max_bullet_lines_ratio: float = Field(
        0.9, ge=0, le=1, description="Most lines that are items of a list, as a fraction; 0: any."
    )
    max_ellipsis_lines_ratio: float = Field(
        0.3, ge=0, le=1, description="Most lines that end with an ellipsis, as a fraction; 0: any."
    )
    max_non_alpha_words_ratio: float = Field(
        0.8,
        ge=0,
        le=1,
        description="Fewest words with a letter in them, as a fraction of all words, of which marks of punctuation are "
        "some; datatrove's name says the opposite.",
    )
    min_stop_words: int = Field(
        2, ge=0, description="Fewest different stop words. Without effect in a language for which there is no list."
    )
    stop_words: tuple[str, ...] = Field(
        (),
        description="Stop words, for pages in all languages. By default Gopher's eight in English, and spaCy's list of "
        "the page's language in others.",
    )


class FineWebQuality(Section):
    """FineWeb's rules of quality."""

    line_punct_thr: float = Field(
        0.12, ge=0, le=1, description="Fewest lines that end with a mark that ends a sentence, as a fraction."
    )
    line_punct_exclude_zero: bool = Field(False, description="Whether a page without any such line is kept.")
    short_line_thr: float = Field(0.67, ge=0, le=1, description="Most lines that are short, as a fraction.")
    short_line_length: int = Field(30, ge=0, description="Characters of a short line, at most.")
    char_duplicates_ratio: float = Field(
        0.01, ge=0, le=1, description="Most characters in lines that repeat another, as a fraction."
    )
    new_line_ratio: float = Field(0.3, ge=0, description="Most line ends for each word.")


class Quality(Section):
    """Rules for texts."""

    gopher_repetition: GopherRepetition | None = Field(
        None, description="Gopher's rules of repetition; `{}` takes the defaults."
    )
    gopher_quality: GopherQuality | None = Field(
        None, description="Gopher's rules of quality; `{}` takes the defaults."
    )
    fineweb_quality: FineWebQuality | None = Field(
        None, description="FineWeb's rules of quality; `{}` takes the defaults."
    )

    @property
    def is_asked(self) -> bool:
        """Whether any rules are applied."""
        return any((self.gopher_repetition, self.gopher_quality, self.fineweb_quality))

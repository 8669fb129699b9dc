"""Which words of some texts are, in the same order, in a corpus: every copied span, in one pass over the corpus."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

import regex

# Words with their marks, without punctuation; of scripts that put no spaces between words, letters.
UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}"
WORD = regex.compile(rf"[{UNSPACED}]\p{{M}}*|[[\w\p{{M}}]--[{UNSPACED}]]+", regex.V1)


@dataclass(frozen=True)
class Match:
    """The longest sequence of words that ends at one word of a text and is in the corpus.

    `words` is its length, 0 where the corpus lacks the word; `page` is the number of a page that has it.
    """

    words: int
    page: int


NO_MATCH = Match(0, -1)


def split_words(text: str) -> list[str]:
    """The words of a text as they are compared: those that `WORD` finds, case-folded."""
    return [word.casefold() for word in WORD.findall(text)]


class SuffixAutomaton:
    """A suffix automaton of texts (Blumer et al. 1985), which then reads a corpus page by page.

    Memory grows with the texts; time with the corpus, about a second for a million words.
    """

    def __init__(self, texts: Iterable[Sequence[str]]) -> None:
        self.texts = list(texts)
        self.follow: list[dict[Hashable, int]] = [{}]
        self.link = [-1]
        self.length = [0]
        last = 0
        for symbol in self._symbols():
            last = self._extend(last, symbol)
        # Of each state, the longest sequence of words that the corpus has of it, and where.
        self.longest = [0] * len(self.link)
        self.page = [-1] * len(self.link)

    def read(self, sequence: Iterable[str], page: int) -> int:
        """Read the words of a page; their number."""
        follow, link, length, longest = self.follow, self.link, self.length, self.longest
        state = run = count = 0
        for word in sequence:
            count += 1
            while state and word not in follow[state]:
                state = link[state]
                run = length[state]
            after = follow[state].get(word)
            if after is None:
                continue  # back at the beginning
            state = after
            run += 1
            if run > longest[state]:
                longest[state] = run
                self.page[state] = page
        return count

    def find_matches(self) -> list[list[Match]]:
        """For each text, the match that ends at each of its words."""
        by_length = sorted(range(1, len(self.link)), key=self.length.__getitem__)
        for state in reversed(by_length):
            shorter = self.link[state]
            if self.longest[state] and self.longest[shorter] < self.length[shorter]:
                self.longest[shorter], self.page[shorter] = self.length[shorter], self.page[state]
        # Of each state, the nearest along its links that the corpus has. One after the other, since a chain of links is
        # as long as a text that repeats one word.
        matches = [NO_MATCH] * len(self.link)
        for state in by_length:
            has_it = self.longest[state]
            matches[state] = Match(has_it, self.page[state]) if has_it else matches[self.link[state]]
        found: list[list[Match]] = [[]]
        state = 0
        for symbol in self._symbols():
            state = self.follow[state][symbol]
            if isinstance(symbol, int):
                found.append([])
            else:
                found[-1].append(matches[state])
        return found[:-1]

    def _symbols(self) -> Iterable[Hashable]:
        """The words of all texts, each text ended by its number, which is not a word."""
        for number, text in enumerate(self.texts):
            yield from text
            yield number

    def _extend(self, last: int, symbol: Hashable) -> int:
        """Append a symbol; the state of all that was read."""
        state = self._add({}, self.length[last] + 1)
        while last >= 0 and symbol not in self.follow[last]:
            self.follow[last][symbol] = state
            last = self.link[last]
        if last < 0:
            self.link[state] = 0
            return state
        after = self.follow[last][symbol]
        if self.length[after] > self.length[last] + 1:
            clone = self._add(dict(self.follow[after]), self.length[last] + 1)
            self.link[clone] = self.link[after]
            self.link[after] = clone
            while last >= 0 and self.follow[last].get(symbol) == after:
                self.follow[last][symbol] = clone
                last = self.link[last]
            after = clone
        self.link[state] = after
        return state

    def _add(self, follow: dict[Hashable, int], length: int) -> int:
        self.follow.append(follow)
        self.length.append(length)
        self.link.append(-1)
        return len(self.link) - 1

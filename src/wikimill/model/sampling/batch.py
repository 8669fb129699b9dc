"""Writing many texts side by side: when one is over, the next takes its row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wikimill.model.sampling import window
from wikimill.model.sampling.choosing import Choice, choose
from wikimill.model.sampling.decoder import Decoder, Logits
from wikimill.model.sampling.opening import Model
from wikimill.model.sampling.text import End, Text


class Batch:
    """Texts in the first rows of a decoder; one more row holds the last prompt, read once for all its texts."""

    def __init__(self, model: Model, choice: Choice, end: End, rows: int, room: int) -> None:
        self.choice = choice
        self.end = end
        self.rows = rows
        self.decoder = Decoder(model.network, rows + 1, room)
        self.live: list[Text] = []
        self.prompt: list[int] = []
        self.after_prompt: Logits | None = None

    def write(self, texts: Sequence[Text]) -> Iterator[tuple[Text, str]]:
        """Each text with what was written of it, in the order in which they end."""
        waiting = list(reversed(texts))
        while waiting or self.live:
            while waiting and len(self.live) < self.rows:
                self.live.append(waiting.pop())
                yield from self._begin(len(self.live) - 1)
            if not self.live:
                continue
            logits = window.step(self.decoder, [text.ids for text in self.live])
            for row in reversed(range(len(self.live))):  # a text that is over is replaced by the last, done before
                text = self.live[row]
                text.made.append(choose(logits[row], self.choice, text.chance))
                yield from self._see(row)

    def _begin(self, row: int) -> Iterator[tuple[Text, str]]:
        """Put the prompt of a new text into its row, and choose the token after it."""
        text = self.live[row]
        if self.after_prompt is None or text.prompt != self.prompt:
            self.prompt, self.after_prompt = text.prompt, window.read(self.decoder, self.rows, text.prompt)
        self.decoder.copy(self.rows, row)
        text.made.append(choose(self.after_prompt, self.choice, text.chance))
        yield from self._see(row)

    def _see(self, row: int) -> Iterator[tuple[Text, str]]:
        """Take a text that is over out of its row; one that says nothing begins anew."""
        text = self.live[row]
        if not self.end.reached(text.made):
            return
        written = self.end.kept(text.made)
        if not written.strip() and self.choice.strategy == "sample":
            text.again()
            yield from self._begin(row)
            return
        last = len(self.live) - 1
        if row != last:
            self.decoder.copy(last, row)
            self.live[row] = self.live[last]
        self.live.pop()
        yield text, written

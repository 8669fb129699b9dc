"""The beginnings of texts."""

from __future__ import annotations

from pathlib import Path

from wikimill.config.training import Generate
from wikimill.corpus.pages.cleaning import split_pages
from wikimill.errors import WikimillError
from wikimill.files import read_text


def of(options: Generate) -> list[str]:
    """The prompts, in turn, each after `generate.prefix`; an empty one starts from end of text.

    Raises:
        WikimillError: see `read`.
    """
    given = read(Path(options.prompt_file)) if options.prompt_file else options.prompts or [""]
    return [options.prefix + prompt for prompt in given]


def read(path: Path) -> list[str]:
    r"""The prompts of a file, which lines of `<|endoftext|>` alone separate; the newline before one is not theirs.

    `One\ntwo\n<|endoftext|>\nThree\n` holds `One\ntwo` and `Three`.

    Raises:
        WikimillError: there is no such file, it is not UTF-8, or a prompt in it says nothing.
    """
    text = read_text(path, "prompt file").replace("\r\n", "\n")
    parts = split_pages(text)
    for number, part in enumerate(parts, 1):
        if not part.strip():
            where = f"prompt {number} of {len(parts)} is" if len(parts) > 1 else "it holds"
            raise WikimillError(f"{path}: {where} white space alone, which says nothing to the model; write words")
    return [part.removesuffix("\n") for part in parts]

"""The text of a PDF, by pypdf, in a process of its own with limits."""

from __future__ import annotations

import io
import logging
import re
import sys

from wikimill.config.model import Convert
from wikimill.sources.bounded_process import UnreadableError, run_bounded

HYPHENATED = re.compile(r"(?<=[^\W\d_])-\n(?=[a-zß-öø-ÿ])")  # a word that goes on in the next line


def read_pdf(data: bytes, bounds: Convert) -> str:
    """The text of a PDF, page after page, its lines as they are printed; words that lines divide are whole again.

    Raises:
        UnreadableError: it is damaged, encrypted, or exceeds the limits.
    """
    if not data.startswith(b"%PDF-"):
        raise UnreadableError("it is not a PDF")
    # -P: import no module from the working directory
    return run_bounded([sys.executable, "-P", "-m", __name__], data, bounds).decode()


def extract(data: bytes) -> str:
    """The same without limits."""
    import pypdf

    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages]
    return HYPHENATED.sub("", "\n\n".join(pages))


if __name__ == "__main__":
    logging.disable()  # of a damaged file pypdf has warnings, too
    try:
        sys.stdout.buffer.write(extract(sys.stdin.buffer.read()).encode("utf-8", "replace"))
    except Exception as error:  # pypdf has errors of many kinds for damaged files
        sys.exit(f"its PDF cannot be read ({type(error).__name__}: {error})")

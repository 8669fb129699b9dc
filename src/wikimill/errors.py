"""The one exception that people are meant to see."""

from wikimill.plain_text import shorten

PREFIX = "wikimill: error: "  # what the line of an error begins with


class WikimillError(Exception):
    """A fault in what the user gave or in what a wiki answered.

    The message is one line that names the file, the key or the page, and the fix.
    The command line prints it without a traceback and exits with 1.
    """

    def __init__(self, message: str) -> None:
        super().__init__(shorten(" ".join(message.split())))

"""Bounds of what a client may ask for."""

from __future__ import annotations

MAX_BODY = 1 << 20  # bytes of a request
MAX_PROMPT = 32_768  # characters; the model reads the last half of its context anyway
MAX_TOKENS = 4_096  # of a text, unless `generate.length` is more
MAX_CHOICES = 16  # texts of a request
MAX_STOPS = 4  # strings that end a text, as OpenAI has it
MAX_STOP = 1_000  # characters of one
MAX_WAITING = 8  # requests that wait for the model
MAX_COMPARISONS = 4  # texts that wait for their comparison with the corpus
MAX_CONNECTIONS = 256
MAX_SHOWN = 500_000  # characters of a text in the browser of the corpus
READ_SECONDS = 10  # that a request may take to arrive

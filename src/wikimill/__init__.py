"""wikimill: from wiki categories to a clean training corpus and a language model."""

__version__ = "0.1.0"

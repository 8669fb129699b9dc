"""A list of web pages, each reduced to its main text."""

"""Dates: what PHP reads as one, and how MediaWiki writes it."""

"""A MediaWiki XML export of any size."""

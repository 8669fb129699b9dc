"""MediaWiki XML exports of any size as a source."""

from wikimill.sources.dump.source import DumpSource

__all__ = ["DumpSource"]

"""Wikitext to markdown: pandoc workers, shards of a manifest, single pages."""

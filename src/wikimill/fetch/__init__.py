"""Fetching pinned revisions into the cache, and filling `raw/` from it."""

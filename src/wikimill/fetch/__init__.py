"""Fetching pinned revisions into the cache."""

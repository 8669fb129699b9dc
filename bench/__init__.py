"""Benchmarks: wikimill and a named peer on the same work in one run."""

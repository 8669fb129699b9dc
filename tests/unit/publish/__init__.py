"""Tests of `wikimill.publish`."""

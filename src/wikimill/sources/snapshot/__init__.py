"""Wikimedia's snapshots of wikis in HTML."""

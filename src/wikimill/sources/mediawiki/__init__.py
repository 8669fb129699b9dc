"""A wiki through the MediaWiki Action API."""

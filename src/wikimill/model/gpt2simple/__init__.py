"""gpt-2-simple's own graph, unmodified, behind wikimill's interfaces."""

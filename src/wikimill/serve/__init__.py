"""`wikimill serve`: a model on loopback, as a page and as OpenAI's completions API, and a browser of its corpus."""

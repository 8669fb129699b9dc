"""`python -m wikimill` is the `wikimill` command."""

from wikimill.cli import main

main()

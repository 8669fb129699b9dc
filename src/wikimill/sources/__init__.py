"""Where texts come from: a wiki's API or its dump, a folder of documents, web pages, a table of pairs."""

"""The report: what became of the pages, what the model learned, what it writes, and how much of that is copied."""

"""A table whose rows become texts by a template."""

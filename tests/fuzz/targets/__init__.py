"""The targets: a module for each kind of input, with a function `check` of the bytes of one.

It raises where the input finds a defect, and returns where it is read or refused.
"""

TARGETS = ("preprocessor", "titles", "dump", "yaml", "safetensors", "vocabulary")

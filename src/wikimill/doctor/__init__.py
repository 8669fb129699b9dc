"""`wikimill doctor`: what is missing on this machine, and how to fix it.

A check is a function that yields findings; `checks` lists and runs them all. These modules import only the standard
library at the top: they must be able to report that a package is missing.
"""

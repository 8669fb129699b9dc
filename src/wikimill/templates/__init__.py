"""From a page to plain wikitext: MediaWiki's preprocessor, its parser functions, and modules in Lua.

Pure functions over a source of pages that is handed in: nothing here knows a network or a file.
"""

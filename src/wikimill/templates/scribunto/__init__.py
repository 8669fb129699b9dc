"""Scribunto: modules in Lua 5.1, run in a sandbox on Scribunto's own Lua library.

That library is GPL-2.0-or-later and read at run time from an installed package; only what its PHP half does is written
here, from its behaviour.
"""

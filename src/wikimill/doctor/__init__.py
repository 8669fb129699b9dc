"""What is missing on this machine, and how to mend it.

A check is a function that yields findings. All that is imported with these modules is in the standard library: they
must be able to say that a package is missing.
"""

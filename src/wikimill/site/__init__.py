"""What a wiki is: namespaces, magic words, parser functions, messages."""

"""A list of web pages: what is asked for, what is kept, and the main text of it."""

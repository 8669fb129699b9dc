"""Manifests: what a person writes (`models`), what it was found to name (`lock`), and how (`expand`, `refresh`)."""

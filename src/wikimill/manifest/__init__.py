"""Manifests: what a person writes (`original`), what was found (`derived`), and how (`expand`)."""

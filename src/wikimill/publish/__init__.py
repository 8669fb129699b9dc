"""Corpora and models as folders for a hub, and their upload."""

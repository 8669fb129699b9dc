"""Configuration: one closed, typed model, and what is generated from it."""

"""Configuration: one closed, typed model, and what is generated from it."""

from wikimill.config.load import load
from wikimill.config.model import Config

__all__ = ["Config", "load"]

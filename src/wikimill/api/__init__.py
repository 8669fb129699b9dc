"""wikimill from Python, in the words of its commands; `import wikimill` has these names.

Paths are relative to the working directory, which is the project folder.
"""

from wikimill.api.compare import diff
from wikimill.api.corpus import Page, load_corpus
from wikimill.api.manifest import Manifest
from wikimill.api.model import Model, load_model
from wikimill.api.workflow import build
from wikimill.convert.one_text import convert

__all__ = ["Manifest", "Model", "Page", "build", "convert", "diff", "load_corpus", "load_model"]

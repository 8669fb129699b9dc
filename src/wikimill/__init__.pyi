from wikimill.api.compare import diff as diff
from wikimill.api.corpus import Page as Page
from wikimill.api.corpus import load_corpus as load_corpus
from wikimill.api.manifest import Manifest as Manifest
from wikimill.api.model import Model as Model
from wikimill.api.model import load_model as load_model
from wikimill.api.workflow import build as build
from wikimill.convert.one_text import convert as convert
from wikimill.errors import WikimillError as WikimillError

__version__: str
__all__: list[str]

"""wikimill: from wiki categories to a clean training corpus and a language model."""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"
# What `import wikimill` offers, loaded when it is used: commands start without it. Types: `__init__.pyi`.
MODULES = {
    "Manifest": "api.manifest",
    "Model": "api.model",
    "Page": "api.corpus",
    "WikimillError": "errors",
    "build": "api.workflow",
    "convert": "convert",
    "diff": "api.compare",
    "load_corpus": "api.corpus",
    "load_model": "api.model",
}
__all__ = list(MODULES)


def __getattr__(name: str) -> Any:
    """See `MODULES`."""
    if name not in MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = import_module(f"{__name__}.{MODULES[name]}")
    return module if name == "convert" else getattr(module, name)

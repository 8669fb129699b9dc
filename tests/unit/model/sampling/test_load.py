"""Which engine a model is loaded for."""

from __future__ import annotations

from tests.unit.gpt2 import SHAPE
from wikimill.model.sampling.load import resolve_engine
from wikimill.model.weights import Shape


def test_auto_is_int8_for_large_models() -> None:
    assert resolve_engine(Shape(50257, 1024, 768, 12, 12), "auto") == "int8"
    assert resolve_engine(Shape(50257, 1024, 384, 6, 6), "auto") == "float32"
    assert resolve_engine(SHAPE, "int8") == "int8"

"""The mutants of a file: mutmut's operators say what becomes of a node; what no test can notice is left out.

Left out are strings, annotations, decorators, what is raised or logged (its text), arguments of `len` and `isinstance`,
without which nothing runs, and functions that import TensorFlow, which ring 1 does not have.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators, operator_string

OPERATORS = [(kind, operator) for kind, operator in mutation_operators if operator is not operator_string]
LEFT_OUT = (cst.Annotation, cst.Decorator, cst.Raise, cst.Import, cst.ImportFrom)
CALLS_LEFT_OUT = ("len", "isinstance", "TypeVar", "log.debug", "log.info", "log.warning")


@dataclass(frozen=True)
class Place:
    """The lines of a statement, of a compound one those of its head; whether it runs only when its module is imported.

    What a cached function does counts as such: only the first test that calls it runs its lines.
    """

    first: int = 0
    last: int = 0
    at_import: bool = True


@dataclass(frozen=True)
class Mutant:
    """A file with one change."""

    path: str
    place: Place
    line: int
    before: str
    after: str
    code: str


def sample(root: Path, files: list[str], number: int, seed: int) -> tuple[list[Mutant], int]:
    """`number` of the files' mutants, or all if there are fewer, in their order in the files; how many there are."""
    every = [mutant for file in files for mutant in mutants(root, file)]
    chosen = random.Random(seed).sample(range(len(every)), min(number, len(every)))
    return [every[index]() for index in sorted(chosen)], len(every)


def mutants(root: Path, file: str) -> Iterator[Callable[[], Mutant]]:
    """What makes each of a file's mutants."""
    wrapper = MetadataWrapper(cst.parse_module((root / file).read_text(encoding="utf-8")))
    module, positions = wrapper.module, wrapper.resolve(PositionProvider)

    def mutant(node: cst.CSTNode, changed: cst.CSTNode, place: Place) -> Mutant:
        before, after = (module.code_for_node(each) for each in (node, changed))
        code = module.deep_replace(node, changed).code
        return Mutant(file, place, positions[node].start.line, before, after, code)

    def walk(node: cst.CSTNode, place: Place) -> Iterator[Callable[[], Mutant]]:
        if isinstance(node, LEFT_OUT):
            return
        if isinstance(node, cst.FunctionDef) and "import tensorflow" in module.code_for_node(node):
            return
        if isinstance(node, cst.Call) and module.code_for_node(node.func) in CALLS_LEFT_OUT:
            return
        if isinstance(node, cst.SimpleStatementLine):
            place = replace(place, first=positions[node].start.line, last=positions[node].end.line)
        body = getattr(node, "body", None)
        if isinstance(body, cst.BaseSuite) and node in positions:
            first = positions[node].start.line
            place = replace(place, first=first, last=max(first, positions[body.body[0]].start.line - 1))
        for kind, operator in OPERATORS:
            if isinstance(node, kind):
                yield from (partial(mutant, node, changed, place) for changed in operator(node))
        for child in node.children:
            inner = place
            if isinstance(node, cst.FunctionDef) and child is body:
                cached = any("cache" in module.code_for_node(each) for each in node.decorators)
                inner = replace(place, at_import=cached)
            yield from walk(child, inner)

    return walk(module, Place())

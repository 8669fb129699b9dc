"""YAML: what is refused, in one line."""

from __future__ import annotations

import pytest

from wikimill.config.strict_yaml import parse_yaml
from wikimill.errors import WikimillError

DOUBLING = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 40))
MERGING = "a0: &a0 {k: 1}\n" + "".join(f"a{n}: &a{n}\n  <<: [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 40))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: 1\na: 2", "f line 2: not valid YAML (duplicate key 'a'); correct the manifest"),
        ("1: a", "f line 1: not valid YAML (key 1 is not a string); correct the manifest"),
        ("a: [", "f line 1: not valid YAML (expected the node content"),
        ("[" * 3000, "it is nested more than 100 levels deep"),
        ("a:\n" + "".join(" " * n + "- \n" for n in range(1, 300)), "it is nested more than 100 levels deep"),
        (DOUBLING, "it has more than 1,000,000 values, those that aliases repeat included"),
        (MERGING, "it has more than 1,000,000 values, those that aliases repeat included"),
        ("a: &a [*a]", "an alias repeats what it stands in"),
        ("b: 1\na: 2026-02-30", "f line 2: not valid YAML ('2026-02-30' is no timestamp that can be read)"),
        (f"a: {'9' * 5000}", f"f line 1: not valid YAML ('{'9' * 40}' is no int that can be read)"),
        ("a: !!python/object/apply:os.system [id]", "could not determine a constructor for the tag"),
        ("a: \0", "unacceptable character"),
        ("a: !!int x", "'x' is no int that can be read"),
        ("a: !!int ''", "'' is no int that can be read"),
        ("a: !!bool x", "'x' is no bool that can be read"),
        ("a: !!timestamp x", "'x' is no timestamp that can be read"),
        ("a: !!set x", "a value is not what its tag says"),
        ("a: 1\nb: '\\U00110000'".replace("'", '"'), "f line 2: not valid YAML (an escape stands for no character"),
        ('a: "\\UFFFFFFFF"', "an escape stands for no character"),
        (f"%YAML 1.{'1' * 5000}\n---\na: 1", "a number is too long"),
        ("a: 2020-01-01 00:00:00+99:99", "is no timestamp that can be read"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_one_line(text: str, problem: str) -> None:
    with pytest.raises(WikimillError) as failure:
        parse_yaml(text, "f", "manifest")
    assert problem in str(failure.value)


def test_aliases_and_merge_keys_are_read() -> None:
    assert parse_yaml("a: &x {k: 1}\nb: *x\nc: {<<: *x, m: 2}", "f", "manifest") == {
        "a": {"k": 1},
        "b": {"k": 1},
        "c": {"k": 1, "m": 2},
    }

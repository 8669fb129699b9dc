"""What a request asks for, and what cannot be asked for."""

from __future__ import annotations

import json
from typing import Any

import pytest

from wikimill.config.training import Generate
from wikimill.serve.completion_request import Asked, read_request
from wikimill.serve.errors import ApiError
from wikimill.serve.limits import MAX_PROMPT, MAX_TOKENS

DEFAULTS = Generate(prefix="In Skerrow, ", temperature=0.6, length=50, truncate="\n", seed=5, prompts=["x"])


def read(defaults: Generate = DEFAULTS, **parameters: Any) -> Asked:
    return read_request(json.dumps({"model": "main", **parameters}).encode(), "main", defaults)


def refuse(**parameters: Any) -> ApiError:
    with pytest.raises(ApiError) as refused:
        read(**parameters)
    return refused.value


def test_what_is_not_set_comes_from_the_configuration_but_for_the_seed() -> None:
    found = read()
    assert (found.prompts, found.choices, found.stops, found.echo, found.stream) == (
        ["In Skerrow, "], 1, ["\n"], False, False,
    )  # fmt: skip
    assert (found.options.temperature, found.options.length, found.options.strategy) == (0.6, 50, "sample")
    assert len({read().options.seed for _ in range(5)}) > 1


def test_the_names_of_openai_become_those_of_the_configuration() -> None:
    found = read(
        prompt=["a", "b"], max_tokens=7, temperature=1, top_p=0.5, n=2, stop=["x", "y"], seed=9, stream=True, echo=True,
        stream_options={"include_usage": True}, user="u", top_k=3, repetition_penalty=1.5,
    )  # fmt: skip
    assert found == Asked(
        prompts=["In Skerrow, a", "In Skerrow, b"],
        choices=2,
        stops=["x", "y"],
        options=DEFAULTS.model_copy(
            update={
                "length": 7, "temperature": 1.0, "top_p": 0.5, "seed": 9, "top_k": 3, "repetition_penalty": 1.5,
                "prompts": ["a", "b"],
            }
        ),
        echo=True,
        stream=True,
        include_usage=True,
    )  # fmt: skip
    assert read(stop=[]).stops == []
    assert read(stop="z").stops == ["z"]
    assert read(prompt=None, n=None, stop=None, temperature=None).prompts == ["In Skerrow, "]


def test_a_temperature_of_0_is_greedy() -> None:
    assert read(temperature=0).options.strategy == "greedy"
    assert read(temperature=0.5, defaults=Generate(strategy="greedy")).options.strategy == "sample"
    assert read(temperature=0.5, strategy="greedy").options.strategy == "greedy"
    assert read(temperature=0, strategy="greedy").options.strategy == "greedy"
    assert refuse(temperature=0, strategy="sample").content["param"] == "temperature"


def test_neutral_values_of_what_is_not_supported_are_taken() -> None:
    read(best_of=1, frequency_penalty=0, logit_bias={}, logprobs=None, presence_penalty=0.0, suffix="")


@pytest.mark.parametrize(
    ("parameters", "param", "part"),
    [
        ({"max_tokens": 1_000_000}, "max_tokens", f"1000000 is not between 1 and {MAX_TOKENS}"),
        ({"max_tokens": 0}, "max_tokens", "0 is not between"),
        ({"max_tokens": "5"}, "max_tokens", "valid integer"),
        ({"max_tokens": 10**400}, "max_tokens", "is not between"),
        ({"temperature": -1}, "temperature", "greater than or equal to"),
        ({"temperature": "hot"}, "temperature", "valid number"),
        ({"temperature": True}, "temperature", "valid number"),
        ({"top_p": 0}, "top_p", "greater than 0"),
        ({"top_k": -1}, "top_k", "greater than or equal to 0"),
        ({"repetition_penalty": 0.5}, "repetition_penalty", "greater than or equal to 1"),
        ({"seed": -1}, "seed", "greater than or equal to 0"),
        ({"seed": 2**32}, "seed", "less than"),
        ({"n": 17}, "n", "less than or equal to 16"),
        ({"n": 3, "prompt": ["a"] * 6}, "prompt", "6 prompts with 3 texts each"),
        ({"prompt": []}, "prompt", "0 prompts"),
        ({"prompt": [1, 2]}, "prompt", "token ids are not supported"),
        ({"prompt": {"a": 1}}, "prompt", "a string or a list of strings"),
        ({"prompt": " \n"}, "prompt", "only whitespace"),
        ({"prompt": "x" * (MAX_PROMPT + 1)}, "prompt", f"at most {MAX_PROMPT} characters"),
        ({"stop": [""]}, "stop", "at least 1 character"),
        ({"stop": ["a"] * 5}, "stop", "at most 4"),
        ({"logprobs": 1}, "logprobs", "not supported"),
        ({"logprobs": False}, "logprobs", "not supported"),
        ({"best_of": 2}, "best_of", "not supported"),
        ({"suffix": "end"}, "suffix", "not supported"),
        ({"presence_penalty": 0.5}, "presence_penalty", "not supported"),
        ({"strategy": "beam"}, "strategy", "'sample' or 'greedy'"),
        ({"nope": 1}, "nope", "there is no such parameter"),
        ({"length": 5}, "length", "length: there is no such parameter"),
        ({"prompts": ["a"]}, "prompts", "prompts: there is no such parameter"),
        ({"stream_options": {"nope": 1}}, "stream_options.nope", "stream_options.nope: there is no such parameter"),
        ({"a\u202eb": 1}, "a\\u202eb", "a\\u202eb: there is no such parameter"),
        ({"prompt_file": "/etc/passwd"}, "prompt_file", "there is no such parameter"),
        ({"stream": "yes"}, "stream", "valid boolean"),
    ],
)
def test_what_cannot_be_done_names_the_parameter(parameters: dict[str, Any], param: str, part: str) -> None:
    error = refuse(**parameters)
    assert (error.status, error.content["param"], error.content["type"]) == (400, param, "invalid_request_error")
    assert part in str(error.content["message"])


def test_another_model_is_not_found() -> None:
    error = refuse(model="gpt\x1b[31m")
    assert (error.status, error.content["code"]) == (404, "model_not_found")
    assert error.content["message"] == "there is no model 'gpt\\x1b[31m'; this server has 'main'"


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff", b"[" * 5000, b'{"n": ' + b"9" * 5000 + b"}"])
def test_what_is_not_a_json_object_is_refused(body: bytes) -> None:
    with pytest.raises(ApiError) as refused:
        read_request(body, "main", DEFAULTS)
    assert (refused.value.status, refused.value.content["code"]) == (400, "bad_json")


def test_more_tokens_can_be_asked_for_where_the_configuration_has_more() -> None:
    long = Generate(length=2 * MAX_TOKENS)
    assert read(defaults=long, max_tokens=2 * MAX_TOKENS).options.length == 2 * MAX_TOKENS

"""The body of `POST /v1/completions`: OpenAI's parameters, and those of wikimill's section `generate`."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from wikimill.config.training import Generate
from wikimill.json_text import parse_json
from wikimill.serve.errors import ApiError
from wikimill.serve.limits import MAX_CHOICES, MAX_PROMPT, MAX_STOP, MAX_STOPS, MAX_TOKENS

Model = TypeVar("Model", bound=BaseModel)
OPENAI_NAMES = {"length": "max_tokens", "prompts": "prompt"}  # of keys of `generate`


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _neutral(*values: Any) -> BeforeValidator:
    """For a parameter that is not supported: only the values that change nothing."""

    def check(value: Any) -> None:
        if not any(type(value) is type(each) and value == each for each in (None, *values)):
            raise ValueError("this parameter is not supported; leave it out")

    return BeforeValidator(check)


class StreamOptions(BaseModel):
    """What a stream has beside the text."""

    model_config = ConfigDict(strict=True, extra="forbid")
    include_usage: bool = False
    include_obfuscation: bool = False  # of OpenAI's; there is none here


class CompletionRequest(BaseModel):
    """The parameters; what is None or missing comes from the configuration."""

    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)
    model: str
    prompt: Annotated[list[Annotated[str, Field(max_length=MAX_PROMPT)]] | None, BeforeValidator(_as_list)] = None
    n: int | None = Field(None, ge=1, le=MAX_CHOICES)
    stop: Annotated[
        Annotated[list[Annotated[str, Field(min_length=1, max_length=MAX_STOP)]], Field(max_length=MAX_STOPS)] | None,
        BeforeValidator(_as_list),
    ] = None
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    echo: bool | None = None
    user: str | None = None  # OpenAI's, for its own purposes
    # Of `generate`, which checks their bounds
    max_tokens: int | None = None
    temperature: float | None = None
    top_p: float | None = None
    seed: int | None = None
    top_k: int | None = None
    repetition_penalty: float | None = None
    strategy: Literal["sample", "greedy"] | None = None

    best_of: Annotated[None, _neutral(1)] = None
    frequency_penalty: Annotated[None, _neutral(0, 0.0)] = None
    logit_bias: Annotated[None, _neutral({})] = None
    logprobs: Annotated[None, _neutral()] = None
    presence_penalty: Annotated[None, _neutral(0, 0.0)] = None
    suffix: Annotated[None, _neutral("")] = None


@dataclass(frozen=True)
class Asked:
    """What is asked for.

    Args:
        prompts: each with `generate.prefix` before it.
        choices: texts for each prompt.
        stops: strings that end a text.
        options: all settings.
        echo: whether a text begins with its prompt.
        stream: whether it is sent as it is written.
        include_usage: whether a stream ends with the numbers of tokens.
    """

    prompts: Sequence[str]
    choices: int
    stops: Sequence[str]
    options: Generate
    echo: bool
    stream: bool
    include_usage: bool


def read_request(body: bytes, model: str, defaults: Generate) -> Asked:
    """What the body of a request asks for.

    Args:
        body: JSON.
        model: the name of the one that is served.
        defaults: what the request does not set; without `seed` there is a new one.

    Raises:
        ApiError: it cannot be done.
    """
    request = read_body(body, CompletionRequest)
    if request.model != model:
        message = f"there is no model {request.model!r}; this server has {model!r}"
        raise ApiError(404, message, "model", "model_not_found")
    prompts, choices = request.prompt if request.prompt is not None else [""], request.n or 1
    if not 1 <= len(prompts) * choices <= MAX_CHOICES:
        message = f"{len(prompts)} prompts with {choices} texts each; ask for 1 to {MAX_CHOICES} texts"
        raise ApiError(400, message, "n" if len(prompts) == 1 else "prompt")
    most = max(MAX_TOKENS, defaults.length)
    if request.max_tokens is not None and not 1 <= request.max_tokens <= most:
        raise ApiError(400, f"max_tokens: {request.max_tokens} is not between 1 and {most}", "max_tokens")
    names = ("top_p", "top_k", "repetition_penalty", "strategy", "temperature", "max_tokens", "seed")
    given = {name: value for name in names if (value := getattr(request, name)) is not None}
    if "strategy" not in given and "temperature" in given:
        given["strategy"] = "sample" if given["temperature"] else "greedy"
    if given.get("strategy") == "greedy" and given.get("temperature") == 0:
        del given["temperature"]
    if "max_tokens" in given:
        given["length"] = given.pop("max_tokens")
    given.setdefault("seed", secrets.randbits(32))
    options = _generate_options({**defaults.model_dump(), **given, "prompts": prompts, "prompt_file": ""})
    return Asked(
        prompts=[options.prefix + prompt for prompt in prompts],
        choices=choices,
        stops=request.stop if request.stop is not None else [options.truncate] if options.truncate else [],
        options=options,
        echo=bool(request.echo),
        stream=bool(request.stream),
        include_usage=bool(request.stream_options and request.stream_options.include_usage),
    )


def read_body(body: bytes, model: type[Model]) -> Model:
    """The body of a request as a model.

    Raises:
        ApiError: it is not.
    """
    try:
        content = parse_json(body)
    except ValueError as error:
        raise ApiError(400, f"the request is not JSON: {error}; correct it", code="bad_json") from None
    if not isinstance(content, Mapping):
        raise ApiError(400, "the request is not a JSON object; correct it", code="bad_json")
    try:
        return model.model_validate(content)
    except ValidationError as failure:
        raise _to_api_error(failure) from None


def _generate_options(values: Mapping[str, Any]) -> Generate:
    try:
        return Generate.model_validate(values)
    except ValidationError as failure:
        raise _to_api_error(failure, OPENAI_NAMES) from None


def _to_api_error(failure: ValidationError, names: Mapping[str, str] = {}) -> ApiError:
    """The first error, under OpenAI's name of the parameter."""
    error = failure.errors(include_url=False)[0]
    param = str(error["loc"][0]) if error["loc"] else "prompt"
    param = names.get(param, param)
    if error["type"] == "extra_forbidden":
        name = ".".join(map(str, error["loc"]))
        return ApiError(400, f"{name}: there is no such parameter; leave it out", name, "unknown_parameter")
    reason = error["msg"].removeprefix("Value error, ")
    if param == "prompt" and error["type"] in ("list_type", "string_type"):
        reason = "it must be a string or a list of strings; token ids are not supported"
    return ApiError(400, f"{param}: {reason}", param)

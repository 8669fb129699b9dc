"""The API of completions: answers, streams, errors, and clients that go away."""

from __future__ import annotations

import asyncio

from tests.unit.serve.builder import fake_app
from tests.unit.serve.client import Visitor, ask, client, events
from wikimill.config.training import Generate
from wikimill.serve.limits import MAX_WAITING

MODEL = {"id": "main", "object": "model", "created": 1_700_000_000, "owned_by": "wikimill"}


def test_the_model_is_listed() -> None:
    found = client(fake_app()[0])
    assert found.get("/v1/models").json() == {"object": "list", "data": [MODEL]}
    assert found.get("/v1/models/main").json() == MODEL
    answer = found.get("/v1/models/other")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "model_not_found")


def test_an_answer_has_openais_form() -> None:
    application, writer = fake_app("the ", "", "tide \u202e\U0001f30a")
    answer = ask(application, prompt="Come in", max_tokens=9, seed=4)
    content = answer.json()
    assert answer.headers["content-type"] == "application/json"
    assert content.pop("id").startswith("cmpl-")
    assert content.pop("created") > 1_700_000_000
    assert content == {
        "object": "text_completion",
        "model": "main",
        "seed": 4,
        "choices": [{"index": 0, "text": "the tide \u202e\U0001f30a", "logprobs": None, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 2, "completion_tokens": 3, "total_tokens": 5},
    }
    ((prompt, options, index, stops),) = writer.asked
    assert (prompt, options.length, options.seed, index, list(stops)) == ("Come in", 9, 4, 0, [])


def test_several_texts_are_numbered_as_samples_are() -> None:
    application, writer = fake_app("x", "y")
    choices = ask(application, prompt=["a", "b"], n=2, max_tokens=2, echo=True).json()["choices"]
    assert [(each["index"], each["text"], each["finish_reason"]) for each in choices] == [
        (0, "axy", "length"),
        (1, "axy", "length"),
        (2, "bxy", "length"),
        (3, "bxy", "length"),
    ]
    assert [(prompt, index) for prompt, _, index, _ in writer.asked] == [("a", 0), ("a", 1), ("b", 2), ("b", 3)]


def test_a_stream_has_the_text_in_pieces_and_ends() -> None:
    application, _ = fake_app("the ", "", "tide")
    answer = ask(application, prompt="Come in", stream=True, stream_options={"include_usage": True}, seed=4)
    assert answer.headers["content-type"] == "text/event-stream; charset=utf-8"
    *pieces, usage = events(answer.text)
    assert [(each["choices"][0]["text"], each["choices"][0]["finish_reason"]) for each in pieces] == [
        ("the ", None),
        ("tide", None),
        ("", "stop"),
    ]
    assert len({each["id"] for each in (*pieces, usage)}) == 1
    assert (usage["choices"], usage["usage"]["completion_tokens"], usage["seed"]) == ([], 3, 4)


def test_a_model_that_writes_nothing_is_an_error() -> None:
    application, _ = fake_app("fail")
    answer = ask(application)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "no_text")
    application, _ = fake_app("a", "fail")
    *_, last = ask(application, stream=True).text.split("data: ")
    assert last.startswith('{"error": {"message": "the model ended the text 100 times"')


def test_errors_have_openais_form_and_their_status() -> None:
    application, _ = fake_app()
    for method, path, status in [
        ("POST", "/v1/models", 405),
        ("GET", "/v1/completions", 405),
        ("GET", "/v1/chat/completions", 404),
        ("POST", "/nope", 404),
    ]:
        answer = client(application).request(method, path)
        assert answer.status_code == status
        assert answer.json()["error"].keys() == {"message", "type", "param", "code"}
    assert client(application).get("/v1/completions").headers["allow"] == "POST"


def test_what_the_api_does_not_have_is_told_with_what_it_has() -> None:
    answer = client(fake_app()[0]).post("/v1/chat/completions", json={"messages": []})
    assert answer.status_code == 404
    message = "there is no /v1/chat/completions; the API has /v1/completions and /v1/models"
    assert answer.json()["error"]["message"] == message


def test_a_client_that_goes_away_frees_its_place() -> None:
    async def run() -> None:
        application, writer = fake_app("a", "b", "c")
        writer.gate.clear()
        first = Visitor(application, {"model": "main"})
        while not writer.asked:
            await asyncio.sleep(0.001)
        waiting = [Visitor(application, {"model": "main", "stream": bool(n % 2)}) for n in range(MAX_WAITING)]
        await asyncio.sleep(0.05)
        refused = Visitor(application, {"model": "main"})
        await refused.task
        assert refused.status == 429
        for visitor in (*waiting, first):
            visitor.gone.set()
            await visitor.task
        writer.gate.set()
        last = Visitor(application, {"model": "main"})
        await last.task
        assert last.status == 200
        assert len(writer.asked) == 2, "those that waited were never written"

    asyncio.run(run())


def test_the_end_of_the_server_ends_answers() -> None:
    async def run() -> None:
        application, writer = fake_app("a", "b")
        writer.gate.clear()
        visitors = [Visitor(application, {"model": "main", "stream": stream}) for stream in (False, True)]
        while not writer.asked:
            await asyncio.sleep(0.001)
        await asyncio.sleep(0.05)
        application.stop()
        await asyncio.gather(*(visitor.task for visitor in visitors))
        assert [visitor.status for visitor in visitors] == [503, 200]
        assert b"the server is stopping" in visitors[1].sent[-2]["body"]
        writer.gate.set()

    asyncio.run(run())


def test_a_stop_of_the_configuration_ends_a_text_unless_the_request_has_others() -> None:
    application, writer = fake_app("a", options=Generate(truncate="\n"))
    ask(application)
    ask(application, stop=["x", "y"])
    assert [list(stops) for *_, stops in writer.asked] == [["\n"], ["x", "y"]]

"""`wikimill serve` as a process, asked by OpenAI's own client: texts, streams, errors, load, and how it ends."""

from __future__ import annotations

import itertools
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import openai
import pytest

from tests.clone import ROOT
from tests.documentation import blocks
from tests.fork_server import BIN
from tests.serving import Served, serve
from tests.unit.serve.builder import write_project
from wikimill.serve.limits import MAX_BODY, MAX_WAITING


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a model of random weights, two checkpoints and a corpus."""
    folder = tmp_path_factory.mktemp("project")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        write_project()
    return folder


@pytest.fixture(scope="module")
def served(project: Path) -> Iterator[Served]:
    """Its server, which says nothing but that it is ready, and ends at once."""
    with serve(project) as found:
        yield found
        assert found.end(signal.SIGINT) == 130
        assert found.log.count("\n") == 0, found.log


@pytest.fixture
def client(served: Served) -> openai.OpenAI:
    return openai.OpenAI(base_url=f"{served.address}/v1", api_key="none", max_retries=0)


def sample(project: Path, *arguments: str) -> str:
    """What `wikimill sample` writes."""
    call = [str(BIN / "wikimill"), "sample", *arguments]
    return subprocess.run(call, cwd=project, check=True, capture_output=True).stdout.decode()


def test_a_seed_gives_the_text_of_the_command(project: Path, client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["main"]
    assert client.models.retrieve("main").owned_by == "wikimill"
    answer = client.completions.create(
        model="main", prompt="the tide", max_tokens=30, temperature=1.2, top_p=0.8, seed=7, n=2, echo=True,
        extra_body={"top_k": 50, "repetition_penalty": 1.1},
    )  # fmt: skip
    theirs = sample(
        project, "--prompt", "the tide", "--length", "30", "--temperature", "1.2", "--top-p", "0.8", "--seed", "7",
        "-n", "2", "--top-k", "50", "--repetition-penalty", "1.1",
    )  # fmt: skip
    assert "".join(f"{choice.text}\n{'=' * 20}\n" for choice in answer.choices) == theirs
    assert answer.usage
    assert answer.usage.total_tokens == answer.usage.prompt_tokens + answer.usage.completion_tokens
    assert {choice.finish_reason for choice in answer.choices} <= {"stop", "length"}


def test_the_program_of_the_documentation_runs_as_written(served: Served) -> None:
    (block,) = [block for block in blocks(ROOT / "docs/serving.md") if block.language == "python"]
    assert "http://127.0.0.1:8000/" in block.text
    program = block.text.replace("http://127.0.0.1:8000", served.address)
    done = subprocess.run([str(BIN / "python"), "-c", program], check=True, capture_output=True, text=True)
    assert "CompletionUsage(" in done.stdout


def test_a_stream_is_the_same_text_in_pieces(client: openai.OpenAI) -> None:
    whole = client.completions.create(model="main", prompt=["a", "the"], max_tokens=40, seed=3)
    texts = ["", ""]
    reasons = {}
    chunks = list(
        client.completions.create(
            model="main",
            prompt=["a", "the"],
            max_tokens=40,
            seed=3,
            stream=True,
            stream_options={"include_usage": True},
        )
    )
    for chunk in chunks:
        for choice in chunk.choices:
            texts[choice.index] += choice.text
            reasons[choice.index] = choice.finish_reason
    assert texts == [choice.text for choice in whole.choices]
    assert [reasons[0], reasons[1]] == [choice.finish_reason for choice in whole.choices]
    assert chunks[-1].usage == whole.usage
    assert len(chunks) > 20


def test_stops_end_a_text(client: openai.OpenAI) -> None:
    whole = client.completions.create(model="main", prompt="the", max_tokens=40, seed=3).choices[0].text
    stop = whole[10:12]
    for stream in (False, True):
        parts = client.completions.create(
            model="main", prompt="the", max_tokens=40, seed=3, stop=[stop, "never"], stream=stream
        )
        choices = [part.choices[0] for part in (parts if isinstance(parts, openai.Stream) else [parts])]
        assert "".join(choice.text for choice in choices) == whole[: whole.index(stop)]
        assert choices[-1].finish_reason == "stop"


def test_errors_are_those_of_the_client(client: openai.OpenAI) -> None:
    with pytest.raises(
        openai.NotFoundError, match=r"there is no model 'gpt-3\.5-turbo-instruct'; this server has 'main'"
    ):
        client.completions.create(model="gpt-3.5-turbo-instruct", prompt="a")
    with pytest.raises(openai.BadRequestError, match="max_tokens: 1000000 is not between 1 and 4096") as refused:
        client.completions.create(model="main", prompt="a", max_tokens=1_000_000)
    assert refused.value.param == "max_tokens"
    with pytest.raises(openai.BadRequestError, match="logprobs: this parameter is not supported"):
        client.completions.create(model="main", prompt="a", logprobs=2)
    with pytest.raises(openai.BadRequestError, match="only whitespace"):
        client.completions.create(model="main", prompt=" ")
    with pytest.raises(openai.NotFoundError, match="there is no /v1/chat/completions; the API has"):
        client.chat.completions.create(model="main", messages=[{"role": "user", "content": "a"}])
    with pytest.raises(openai.APIStatusError, match="the request is larger than 1,024 KiB") as large:
        client.completions.create(model="main", prompt="a" * MAX_BODY)
    assert large.value.status_code == 413


def test_a_prompt_longer_than_the_context_is_read_as_the_command_reads_it(project: Path, client: openai.OpenAI) -> None:
    prompt = "the tide and the haar " * 20
    answer = client.completions.create(model="main", prompt=prompt, max_tokens=9, seed=1)
    assert f"{prompt}{answer.choices[0].text}\n" in sample(project, "--prompt", prompt, "--length", "9", "--seed", "1")


def test_many_clients_are_served_in_turn_and_those_that_leave_free_their_places(
    served: Served, client: openai.OpenAI
) -> None:
    long = {"model": "main", "prompt": "a", "max_tokens": 4096, "temperature": 2, "n": 16, "seed": 1, "stream": True}
    streams = [client.completions.create(**long) for _ in range(MAX_WAITING + 1)]  # type: ignore[call-overload]
    with pytest.raises(openai.RateLimitError, match="8 requests are waiting already") as full:
        client.completions.create(model="main", prompt="a")
    assert 1 <= int(full.value.response.headers["retry-after"]) <= 60
    for stream in streams:
        stream.close()
    assert (
        len(client.with_options(max_retries=5).completions.create(model="main", prompt="a", max_tokens=5).choices) == 1
    )
    answers: list[str] = []

    def ask() -> None:
        answer = client.completions.create(model="main", prompt="a", max_tokens=9, seed=1)
        answers.append(answer.choices[0].text)

    threads = [threading.Thread(target=ask) for _ in range(MAX_WAITING)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(answers) == MAX_WAITING
    assert len(set(answers)) == 1


def test_slow_and_broken_clients_are_given_up(served: Served) -> None:
    def send(data: bytes) -> socket.socket:
        found = socket.create_connection(("127.0.0.1", served.port), timeout=30)
        found.sendall(data)
        return found

    head = b"POST /v1/completions HTTP/1.1\r\nHost: localhost\r\n"
    slow = [send(b"POST /v1/compl"), send(head + b"Content-Length: 20\r\n\r\n{"), send(b"")]
    for broken, status in [
        (b"\x16\x03\x01\x02\r\n\r\n", b"400"),
        (head + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", b"400"),
        (head + b"Content-Length: x\r\n\r\n", b"400"),
        (head + b"X: " + b"a" * 100_000 + b"\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\n\r\n", b"400"),
        (b"GET / HTTP/1.0\r\n\r\n", b"403"),
    ]:
        with send(broken) as connection:
            assert connection.recv(12).split()[1] == status
    begin = time.monotonic()
    answers = [connection.recv(12) for connection in slow]
    assert answers == [b"", b"HTTP/1.1 408", b""]
    assert time.monotonic() - begin < 20
    for connection in slow:
        connection.close()


def test_a_page_of_another_site_reaches_nothing(served: Served) -> None:
    found = httpx.get(f"{served.address}/v1/models", headers={"Host": "evil.example"})
    assert found.status_code == 403
    body = {"model": "main", "prompt": "a"}
    found = httpx.post(f"{served.address}/v1/completions", json=body, headers={"Origin": "http://evil.example"})
    assert (found.status_code, found.json()["error"]["code"]) == (403, "bad_origin")
    assert "access-control-allow-origin" not in found.headers
    assert httpx.options(f"{served.address}/v1/completions").status_code == 405


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, -signal.SIGTERM), (signal.SIGINT, 130)])
def test_a_signal_ends_it_in_the_middle_of_a_text(project: Path, number: signal.Signals, status: int) -> None:
    with serve(project, "--step", "10", "--set", "generate.temperature=2") as served:
        client = openai.OpenAI(base_url=f"{served.address}/v1", api_key="none", max_retries=0)
        assert client.models.list().data[0].id == "main-step-10"
        held = socket.create_connection(("127.0.0.1", served.port))
        held.sendall(b"POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{")
        stream = client.completions.create(model="main-step-10", prompt="a", max_tokens=4096, n=16, seed=1, stream=True)
        list(itertools.islice(stream, 3))
        begin = time.monotonic()
        assert served.end(number) == status
        assert time.monotonic() - begin < 5
        with pytest.raises(openai.APIError, match="the server is stopping"):
            list(stream)
        assert served.log.count("\n") == 0, served.log
        held.close()


def test_a_port_in_use_is_one_line(project: Path, served: Served) -> None:
    call = [str(BIN / "wikimill"), "serve", "--port", str(served.port)]
    done = subprocess.run(call, cwd=project, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"wikimill: error: port {served.port} of 127.0.0.1 is in use; end the program that uses it, or choose another "
        "with --port\n"
    )

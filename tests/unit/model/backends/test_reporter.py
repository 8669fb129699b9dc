"""What is printed in place of a trace, when another process of a training was lost."""

from __future__ import annotations

from pathlib import Path

from wikimill.model.backends.reporter import explain, pass_on


def test_last_words_are_of_another_process_or_passed_on(tmp_path: Path) -> None:
    target = tmp_path / "passed"
    lines = [b"a warning\n", b"E1 coordination_service_agent.cc:289] Polled\n", b"more\n"]
    with target.open("wb") as file:
        trace = pass_on(lines, file)
    assert target.read_bytes() == lines[0]
    assert trace == b"".join(lines[1:])
    assert explain(trace, tmp_path) is None
    fatal = trace + b"F1 client.h:80] Terminating process because the JAX distributed service detected fatal errors."
    assert "there is no checkpoint yet" in (explain(fatal, tmp_path) or "")
    assert "did not connect" in (explain(fatal + b"\nRPC: /CoordinationService/RegisterTask", tmp_path) or "")

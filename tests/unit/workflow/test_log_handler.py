"""What a call of Snakemake shows."""

from __future__ import annotations

import logging
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from snakemake_interface_logger_plugins.common import LogEvent
from snakemake_interface_logger_plugins.registry import LoggerPluginRegistry

from wikimill.workflow.log_handler import LogHandler

CHECK = "Command 'wikimill stage convert demo' returned non-zero "
AFTER = ["Exiting because a job execution failed. Look above for error messages", "Complete log(s): a.log"]


def handler(**options: bool) -> LogHandler:
    """A handler, by default of a call that asks for no details."""
    names = ("dryrun", "verbose", "debug_dag", "printshellcmds", "show_failed_logs", "stdout", "nocolor")
    settings: Any = SimpleNamespace(quiet=None, **{**dict.fromkeys(names, False), **options})
    return LogHandler(settings, None)


def record(message: str, level: int = logging.INFO, **extra: Any) -> logging.LogRecord:
    """A record as Snakemake makes it."""
    found = logging.LogRecord("snakemake", level, "", 0, message, (), None)
    found.__dict__.update(extra)
    return found


def begins(job: int, local: bool = True) -> logging.LogRecord:
    """A job that begins."""
    wildcards = {"manifest": "demo", "shard": str(job)}
    return record(
        "", event=LogEvent.JOB_INFO, jobid=job, rule_name="convert", wildcards=wildcards, local=local,
        rule_msg=None, reason="it is new", is_checkpoint=False, input=[], output=[], log=[], benchmark=None,
        priority=0, threads=1, resources={},
    )  # fmt: skip


def fails(job: int, log: Path) -> logging.LogRecord:
    """A job that fails."""
    return record("", logging.ERROR, event=LogEvent.JOB_ERROR, jobid=job, rule_name="convert", log=[str(log)])


def shown(capsys: pytest.CaptureFixture[str], *records: logging.LogRecord, **options: bool) -> list[str]:
    """The lines on the screen after these records and the end."""
    tested = handler(**options)
    for each in records:
        tested.handle(each)
    tested.close()
    tested.close()  # Snakemake does it twice
    output = capsys.readouterr()
    return (output.out + output.err).splitlines()


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """The log of a job that ended with an error."""
    path = tmp_path / "convert.log"
    path.write_text("wikimill: 3 pages\nwikimill: error: a.wiki: bad; save it\x1b[2J\n")
    return path


def test_snakemake_finds_it() -> None:
    plugin: Any = LoggerPluginRegistry().get_plugin("wikimill")
    assert plugin.log_handler is LogHandler


def test_a_run_shows_none_of_snakemakes_lines(capsys: pytest.CaptureFixture[str]) -> None:
    done = record("", event=LogEvent.JOB_FINISHED, job_id=1)
    progress = record("", event=LogEvent.PROGRESS, done=1, total=4)
    texts = map(record, ["Building DAG of jobs...", *AFTER])
    assert shown(capsys, record("", event=LogEvent.WORKFLOW_STARTED), begins(1), done, progress, *texts) == []


def test_what_is_asked_for_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    nothing = "Nothing to be done (all requested files are present and up to date)."
    assert shown(capsys, record(nothing), record("A warning", logging.WARNING)) == [nothing, "A warning"]
    assert "    reason: it is new" in shown(capsys, begins(1), dryrun=True, stdout=True)
    assert "    reason: it is new" in shown(capsys, begins(1), printshellcmds=True)


def test_jobs_on_other_machines_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    progress = record("", event=LogEvent.PROGRESS, done=1, total=4)
    assert shown(capsys, begins(1, local=False), progress) == ["1 of 4 jobs done"]


def test_after_a_failure_the_logs_are_named(capsys: pytest.CaptureFixture[str], log: Path) -> None:
    command = record(f"RuleException:\n{CHECK}exit status 1.", logging.ERROR, event=LogEvent.ERROR)
    texts = [record(AFTER[0], logging.ERROR), record(AFTER[1])]
    lines = [f"wikimill: failed: convert demo 1; its log: {log}", "wikimill: Snakemake's log: a.log"]
    assert shown(capsys, begins(1), command, fails(1, log), *texts) == lines


@pytest.mark.parametrize("others", [[begins(2)], [begins(2, local=False)]])
def test_an_error_that_may_be_far_above_is_repeated(
    capsys: pytest.CaptureFixture[str], log: Path, others: list[logging.LogRecord]
) -> None:
    error = "wikimill: error: a.wiki: bad; save it\\x1b[2J"
    failed = f"wikimill: failed: convert demo 1; its log: {log}"
    assert shown(capsys, *others, begins(1), fails(1, log)) == [error, failed]


@pytest.mark.parametrize(
    ("end", "why"), [("exit status 137", " (status 137)"), ("died with <Signals.SIGKILL: 9>", " (SIGKILL)"), ("", "")]
)
def test_a_job_that_was_killed_is_said_to_be(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, end: str, why: str
) -> None:
    command = record(f"RuleException:\n{CHECK}{end}.", logging.ERROR, event=LogEvent.ERROR)
    lines = shown(capsys, begins(1), command, fails(1, tmp_path / "none.log"))
    killed = f"wikimill: error: a job ended without a message{why}: it was killed, or had no memory left; run again"
    assert lines == [killed, f"wikimill: failed: convert demo 1; its log: {tmp_path}/none.log"]


def test_what_snakemake_cannot_write_is_said(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    full = record("WorkflowError:\nOSError: [Errno 28] No space left on device", logging.ERROR, event=LogEvent.ERROR)
    lines = shown(capsys, begins(1), full, fails(1, tmp_path / "none.log"))
    assert lines[0] == f"wikimill: error: {tmp_path}: No space left on device; free some space there, and run again"


def test_a_job_that_is_tried_again_is_no_failure(capsys: pytest.CaptureFixture[str], log: Path) -> None:
    command = record(f"RuleException:\n{CHECK}exit status 1.", logging.ERROR, event=LogEvent.ERROR)
    lines = shown(capsys, begins(1), command, fails(1, log), record("Trying to restart job 1."), begins(1))
    assert lines == [f"wikimill: convert demo 1 failed, and is tried again; its log: {log}"]


def test_of_many_failures_some_are_shown(capsys: pytest.CaptureFixture[str], log: Path) -> None:
    lines = shown(capsys, *(each for job in range(12) for each in (begins(job), fails(job, log))))
    assert len(lines) == 11
    assert lines[-1] == "wikimill: failed: 2 more"


def test_a_target_that_nothing_makes(capsys: pytest.CaptureFixture[str]) -> None:
    why = "MissingRuleException:\nNo rule to produce trian (if you use input functions make sure that they don't …)."
    line = "there is no target 'trian'; targets are processed/NAME, corpus, train, generate, report, …"
    assert shown(capsys, record(why, logging.ERROR, event=LogEvent.ERROR)) == [f"wikimill: error: {line}"]


def test_other_errors_are_shown_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    error = record("WorkflowError:\nNo disk.", logging.ERROR, event=LogEvent.ERROR)
    assert shown(capsys, error) == ["WorkflowError:", "No disk."]

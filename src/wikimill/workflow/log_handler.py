"""What a call of Snakemake shows: wikimill's own lines; and after a failure what failed, why, and where the logs are.

Snakemake's own lines are in its log, which the last line names. Where they are asked for, as by `--dry-run` or
`--verbose`, they are shown as without this handler.
"""

from __future__ import annotations

import re
import sys
from logging import ERROR, WARNING, LogRecord
from pathlib import Path
from typing import Any, NamedTuple

import click
from snakemake.logging import ColorizingTextHandler, DefaultFilter, DefaultFormatter
from snakemake_interface_logger_plugins.base import LogHandlerBase
from snakemake_interface_logger_plugins.common import LogEvent

from wikimill.errors import PREFIX
from wikimill.os_errors import describe_os_error
from wikimill.plain_text import to_message
from wikimill.tty import clear_line, use_colour

SHOWN = re.compile("Nothing to be done|Deleting |Would delete |Unlocked |Terminating |Congratulations")
AGAIN = re.compile(r"Trying to restart job (?P<job>\d+)")
LOGS = re.compile(r"Complete log\(s\): (?P<paths>.*)")
NO_RULE = re.compile(r"MissingRuleException:\nNo rule to produce (.*) \(if you use input functions .*", re.DOTALL)
NO_TARGET = PREFIX + r"there is no target '\1'; targets are processed/NAME, corpus, train, generate, report, …"
OS_ERROR = re.compile(r"OSError: \[Errno (?P<number>\d+)\] (?P<problem>[^:\n]+)(?:: '(?P<path>[^'\n]+)')?")
EXIT = re.compile(r"(?:exit |died with <Signals\.)(status \d+|\w+)")
MOST_FAILURES = 10  # that are shown; the log has the others


class Failure(NamedTuple):
    """A job that failed: its rule and wildcards, its log, and whether its error may not be the newest on the screen."""

    job: str
    log: str
    repeat: bool


class LogHandler(LogHandlerBase):
    """The log handler that Snakemake's plugin interface asks for."""

    writes_to_stream = True
    writes_to_file = False
    has_filter = True
    has_formatter = True
    needs_rulegraph = False

    def __post_init__(self) -> None:
        """See `LogHandlerBase`."""
        self.details = _details(self.common_settings)
        self.jobs: dict[int, str] = {}  # those that run: their rules and wildcards
        self.elsewhere = False  # whether jobs run on other machines, whose lines are not on this screen
        self.failures: dict[int, Failure] = {}  # by the number of the job
        self.errors: list[str] = []
        self.logs = ""

    def emit(self, record: LogRecord) -> None:
        """Show a record, or remember it for the end."""
        if self.details:
            self.details.handle(record)
            return
        fields: Any = record  # an event has fields of its own
        match getattr(record, "event", None):
            case LogEvent.JOB_INFO:
                self.jobs[fields.jobid] = " ".join([fields.rule_name, *map(str, fields.wildcards.values())])
                self.elsewhere |= not fields.local
            case LogEvent.JOB_FINISHED:
                self.jobs.pop(fields.job_id, None)
            case LogEvent.JOB_ERROR:
                job = self.jobs.pop(fields.jobid, fields.rule_name)
                log = str(fields.log[0]) if fields.log else ""
                self.failures[fields.jobid] = Failure(job, log, repeat=bool(self.jobs) or self.elsewhere)
            case LogEvent.PROGRESS if self.elsewhere:
                self._print(f"{fields.done} of {fields.total} jobs done")
            case None | LogEvent.ERROR | LogEvent.GROUP_ERROR:
                self._emit_message(str(record.msg or ""), record.levelno)

    def close(self) -> None:
        """At the end: what failed and why, and where more about it is."""
        if self.failures or self.errors:
            self._print_failures()
        self.failures, self.errors = {}, []
        super().close()

    def _emit_message(self, message: str, level: int) -> None:
        if found := LOGS.match(message):
            self.logs = ", ".join(_relative(path) for path in found["paths"].split(", "))
        elif (found := AGAIN.match(message)) and (failure := self.failures.pop(int(found["job"]), None)):
            self.errors = []
            self._print(f"wikimill: {failure.job} failed, and is tried again; its log: {failure.log}", "yellow")
        elif level >= ERROR:
            self.errors.append(NO_RULE.sub(NO_TARGET, message))
        elif level >= WARNING or SHOWN.match(message):
            self._print(message, "yellow" if level >= WARNING else None)

    def _print_failures(self) -> None:
        if not self.failures:
            for message in self.errors:
                self._print(message, "red")
        for failure in list(self.failures.values())[:MOST_FAILURES]:
            lines = _errors_in(failure.log)
            if not lines:
                self._print(self._why(failure), "red")
            elif failure.repeat:
                for line in lines:
                    self._print(line, "red")
            self._print(f"wikimill: failed: {failure.job}" + (f"; its log: {failure.log}" if failure.log else ""))
        if (more := len(self.failures) - MOST_FAILURES) > 0:
            self._print(f"wikimill: failed: {more} more")
        if self.logs:
            self._print(f"wikimill: Snakemake's log: {self.logs}")

    def _why(self, failure: Failure) -> str:
        """The line for a job that told no error: Snakemake failed at its log or benchmark, or the job was killed."""
        told = "\n".join(self.errors)
        if found := OS_ERROR.search(told):
            path = found["path"] or str(Path(failure.log).parent)
            return PREFIX + to_message(describe_os_error(OSError(int(found["number"]), found["problem"], path)))
        why = f" ({found[1]})" if (found := EXIT.search(told)) else ""
        return f"{PREFIX}a job ended without a message{why}: it was killed, or had no memory left; run again"

    def _print(self, message: str, colour: str | None = None) -> None:
        is_coloured = colour and use_colour(sys.stderr) and not self.common_settings.nocolor
        line = click.style(message, fg=colour) if is_coloured else message
        print(clear_line(sys.stderr) + line, file=sys.stderr, flush=True)


def _details(settings: Any) -> ColorizingTextHandler | None:
    """Snakemake's own handler, where the call asks for its lines."""
    if not (settings.dryrun or settings.verbose or settings.debug_dag or settings.printshellcmds):
        return None
    handler = ColorizingTextHandler(settings.nocolor, stream=sys.stdout if settings.stdout else sys.stderr)
    handler.addFilter(
        DefaultFilter(settings.quiet, settings.debug_dag, settings.verbose, settings.dryrun, settings.printshellcmds)
    )
    handler.setFormatter(DefaultFormatter(settings.quiet, settings.show_failed_logs))
    return handler


def _errors_in(log: str) -> list[str]:
    """The lines of errors in a job's log."""
    try:
        lines = Path(log).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
    return [to_message(line) for line in lines if line.startswith(PREFIX)]


def _relative(path: str) -> str:
    return str(Path(path).relative_to(Path.cwd())) if Path(path).is_relative_to(Path.cwd()) else path

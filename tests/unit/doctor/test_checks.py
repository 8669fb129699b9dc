"""Running all checks."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from wikimill.doctor import checks
from wikimill.doctor.checks import run_checks
from wikimill.doctor.finding import Finding, Findings, ok
from wikimill.scaffold.project import write_project


def slow() -> Findings:
    time.sleep(0.02)
    yield ok("slow", "done")
    yield ok("slow", "done again")


def without_package() -> Findings:
    raise ModuleNotFoundError("No module named 'psutil'")
    yield


def without_permission() -> Findings:
    raise PermissionError("config.yaml")
    yield


def test_findings_are_in_the_order_of_the_checks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(checks, "MACHINE_CHECKS", (("slow", slow), ("memory", without_package)))
    first, second, third, fourth, *_ = run_checks((), offline=True)
    assert (first.found, second.found) == ("done", "done again")
    install = "python -m pip install --require-hashes --no-deps -r requirements/corpus.txt"
    assert third == Finding("memory", "problem", "cannot be checked (No module named 'psutil')", install)
    assert (fourth.check, fourth.fix) == ("project", "run wikimill in the project folder; `wikimill init` makes one")


def test_a_project_may_have_the_rules_of_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(checks, "MACHINE_CHECKS", ())
    write_project(tmp_path, with_demo=True)
    findings = [finding for finding in run_checks((), offline=True) if finding.check in ("configuration", "manifests")]
    assert [finding.status for finding in findings] == ["ok", "ok"]


def test_a_check_that_cannot_read_a_file_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(checks, "MACHINE_CHECKS", (("configuration", without_permission),))
    finding = next(iter(run_checks((), offline=True)))
    assert finding == Finding(
        "configuration", "problem", "cannot be checked (config.yaml)", "make it readable and writable"
    )

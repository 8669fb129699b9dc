"""All checks. They run concurrently, since the slow ones wait for imports and for wikis."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from wikimill.doctor import gpu, installation, libraries, machine, project, wikis
from wikimill.doctor.finding import Finding, Findings, problem

Check = tuple[str, Callable[[], Findings]]  # a name, for when it fails itself, and what it does
MACHINE_CHECKS: tuple[Check, ...] = (
    ("python", installation.python),
    ("packages", installation.packages),
    ("pandoc", installation.pandoc),
    ("snakemake", installation.snakemake),
    ("encoding", installation.encoding),
    ("memory", machine.memory),
    ("gpu", gpu.gpu),
)


def run_checks(
    manifests: Sequence[str], offline: bool, configfiles: Sequence[Path] = (), assignments: Sequence[str] = ()
) -> Iterator[Finding]:
    """The findings of all checks, in the order of the checks, each as soon as it is known.

    Args:
        manifests: whose wikis to ask; all when empty.
        offline: do not ask any wiki.
        configfiles, assignments: see `project.read_project`.
    """
    checks = [*MACHINE_CHECKS, *_project_checks(manifests, offline, configfiles, assignments)]
    with ThreadPoolExecutor() as pool:
        for findings in pool.map(_run, checks):
            yield from findings


def _project_checks(
    manifests: Sequence[str], offline: bool, configfiles: Sequence[Path], assignments: Sequence[str]
) -> Iterator[Check]:
    """The checks that depend on the current folder."""
    backend = "tensorflow"
    if not (Path("workflow/filters").is_dir() or Path("Snakefile").is_file()):
        fix = "run wikimill in the project folder; `wikimill init` makes one"
        finding = problem("project", f"there is no Snakefile in {Path.cwd()}", fix)
        yield "project", lambda: iter([finding])
    else:
        try:
            found = project.read_project(manifests, configfiles, assignments)
        except (ImportError, OSError) as error:
            yield "project", partial(_failed, "project", error)
        else:
            backend = found.config.train.backend
            yield "configuration", partial(project.configuration, found)
            yield "manifests", partial(project.manifests, found)
            yield "contact", partial(project.contact, found)
            yield "credentials", partial(project.credentials, found)
            yield "folders", machine.folders
            yield "disk", machine.disk
            for origin in [] if offline else found.wikis:
                if found.config.contact or origin.wiki.is_loopback:
                    yield "wiki", partial(wikis.wiki, origin, found.config)
    yield "training", partial(libraries.training, backend)
    yield "sampling", libraries.sampling
    yield "training", partial(libraries.other_backend, backend)


def _run(check: Check) -> list[Finding]:
    name, function = check
    try:
        return list(function())
    except (ImportError, OSError) as error:
        return list(_failed(name, error))


def _failed(name: str, error: ImportError | OSError) -> Findings:
    """The finding of a check that itself needs what is missing."""
    fix = installation.INSTALL.format("corpus") if isinstance(error, ImportError) else "make it readable and writable"
    yield problem(name, f"cannot be checked ({error})", fix)

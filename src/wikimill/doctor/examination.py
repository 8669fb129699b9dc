"""All checks, side by side: the slow ones wait for imports and for wikis."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from wikimill.doctor import gpu, machine, models, program, project, wikis
from wikimill.doctor.finding import Finding, Findings, problem

Check = Callable[[], Findings]
MACHINE: tuple[tuple[str, Check], ...] = (
    ("python", program.python),
    ("packages", program.packages),
    ("pandoc", program.pandoc),
    ("snakemake", program.snakemake),
    ("encoding", program.encoding),
    ("memory", machine.memory),
    ("gpu", gpu.gpu),
)


def examine(manifests: Sequence[str], offline: bool, configfiles: Sequence[Path] = ()) -> Iterator[Finding]:
    """What all checks find, in their order, as soon as it is known.

    Args:
        manifests: whose wikis to ask; all when empty.
        offline: ask no wiki.
        configfiles: see `project.read`.
    """
    here = _project(manifests, offline, configfiles)
    with ThreadPoolExecutor() as pool:
        for found in pool.map(_checked, [*MACHINE, *here]):
            yield from found


def _project(manifests: Sequence[str], offline: bool, configfiles: Sequence[Path]) -> Iterable[tuple[str, Check]]:
    """The checks of what is in this folder."""
    backend = "tensorflow"
    if not project.is_here():
        yield "project", project.elsewhere
    else:
        try:
            found = project.read(manifests, configfiles)
        except (ImportError, OSError) as error:
            yield "project", partial(_unchecked, "project", error)
        else:
            backend = found.config.train.backend
            yield "configuration", partial(project.configuration, found)
            yield "manifests", partial(project.manifests, found)
            yield "contact", partial(project.contact, found)
            yield "credentials", partial(project.credentials, found)
            yield "folders", machine.folders
            yield "disk", machine.disk
            for each in [] if offline else found.wikis:
                if found.config.contact or each.wiki.is_loopback:
                    yield "wiki", partial(wikis.answers, each, found.config)
    yield "training", partial(models.training, backend)
    yield "sampling", models.sampling
    yield "training", partial(models.other_backend, backend)


def _checked(check: tuple[str, Check]) -> list[Finding]:
    name, function = check
    try:
        return list(function())
    except (ImportError, OSError) as error:
        return list(_unchecked(name, error))


def _unchecked(name: str, error: ImportError | OSError) -> Findings:
    """Said of a check that needs what is missing itself."""
    mend = program.INSTALL.format("corpus") if isinstance(error, ImportError) else "make it readable and writable"
    yield problem(name, f"cannot be checked ({error})", mend)

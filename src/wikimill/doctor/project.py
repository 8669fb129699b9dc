"""The project folder: configuration, manifests, contact, credentials."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from wikimill import layout
from wikimill.doctor.finding import Finding, Findings, error_problem, ok, warning
from wikimill.errors import WikimillError

if TYPE_CHECKING:
    from wikimill.config.model import Config
    from wikimill.manifest.origin import WikiOrigin

PLACEHOLDER = re.compile(r"[@/.]example\.(?:org|com|net)\b")


@dataclass(frozen=True)
class Project:
    """The contents of a project folder, as far as they can be read.

    Args:
        config: the configuration; the defaults if it is not valid.
        manifests: the origin of each requested manifest that can be read, by name.
        problems: what is wrong with configuration and manifests.
        has_all_manifests: whether all manifests were requested.
    """

    config: Config
    manifests: dict[str, object] = field(default_factory=dict)
    problems: tuple[Finding, ...] = ()
    has_all_manifests: bool = True

    @property
    def wikis(self) -> list[WikiOrigin]:
        """The wikis that are asked over the network, without duplicates."""
        from wikimill.manifest.origin import WikiOrigin

        found = [each for each in self.manifests.values() if isinstance(each, WikiOrigin) and each.dump is None]
        return list({each.key: each for each in found}.values())


def read_project(names: Sequence[str], configfiles: Sequence[Path] = (), assignments: Sequence[str] = ()) -> Project:
    """The project in this folder.

    Args:
        names: of the manifests to check; all when empty.
        configfiles: read on top of `config/config.yaml`, as Snakemake does with `--configfile`.
        assignments: `KEY=VALUE`, as `--set` takes them; they win.
    """
    from wikimill.config.load import load, load_files

    problems: list[Finding] = []
    try:
        config = load_files([layout.PROJECT_FILE, *configfiles], assignments)
    except WikimillError as error:
        problems.append(error_problem("configuration", error))
        config = load({})
    manifests = {}
    for name in names or sorted(path.stem for path in layout.ORIGINALS.glob("*.yaml")):
        try:
            manifests[name] = _origin(name)
        except WikimillError as error:
            problems.append(error_problem("manifests", error))
    return Project(config, manifests, tuple(problems), not names)


def configuration(project: Project) -> Findings:
    """`config/config.yaml` and the other configuration files are valid."""
    found = [each for each in project.problems if each.check == "configuration"]
    yield from found or [ok("configuration", f"valid; the run is {project.config.run}")]


def manifests(project: Project) -> Findings:
    """Manifests are valid, their files exist, and none has changed since its revisions were pinned."""
    yield from (each for each in project.problems if each.check == "manifests")
    if project.manifests:
        yield ok("manifests", f"{', '.join(project.manifests)}: valid")
    elif not project.problems:
        yield warning("manifests", f"there are none in {layout.ORIGINALS}", "write one; docs/manifests.md says how")


def contact(project: Project) -> Findings:
    """Wikis that are not on this machine must know whom to contact about the traffic."""
    address = project.config.contact
    fix = f"set `contact` in {layout.PROJECT_FILE} to your e-mail address or a URL where you can be reached"
    if address and PLACEHOLDER.search(address):
        yield warning("contact", f"{address} is a placeholder", fix)
    elif address:
        yield ok("contact", address)
    elif hosts := [each.wiki.host for each in project.wikis if not each.wiki.is_loopback]:
        yield warning("contact", f"not set, so these wikis will not be asked: {', '.join(hosts)}", fix)
    else:
        yield ok("contact", "not set; no manifest needs it")


def credentials(project: Project) -> Findings:
    """The variables of private wikis are complete, and each belongs to a wiki. Their values are never shown."""
    from wikimill.sources.mediawiki.credentials import NAMES, read_credentials, variable_name

    findings: list[Finding] = []
    known = {variable_name(name, each.wiki) for each in project.wikis for name in NAMES}
    for each in project.wikis:
        try:
            if login := read_credentials(each.wiki, os.environ):
                findings.append(ok("credentials", f"{each.wiki.host}: {login.variables} are set"))
        except WikimillError as error:
            findings.append(error_problem("credentials", error))
    prefixes = tuple(f"WIKIMILL_{name}_" for name in NAMES)
    for name in sorted(os.environ if project.has_all_manifests else ()):
        if name.startswith(prefixes) and name not in known:
            found = f"{name} belongs to no wiki of the manifests"
            findings.append(warning("credentials", found, "docs/manifests.md lists the names"))
    yield from findings or [ok("credentials", "none are set; public wikis need none")]


def _origin(name: str) -> object:
    """Where a manifest's texts come from.

    Raises:
        WikimillError: it is wrong, changed since it was expanded, or names a file that is not there.
    """
    from wikimill.manifest.models import read_manifest
    from wikimill.workflow.manifest import lock_header

    path = layout.original(name)
    manifest, _ = read_manifest(path)
    lock_header(name)
    origin = manifest.origin(name)
    for file in origin.paths:
        if not (Path(file).exists() or glob.glob(file)):  # noqa: PTH207 - a path, or a pattern
            raise WikimillError(f"{path}: there is no {file}; fetch it, or correct the manifest")
    return origin

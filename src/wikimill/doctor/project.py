"""The project folder: configuration, manifests, contact, credentials."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wikimill import layout
from wikimill.doctor.finding import Finding, Findings, fault, ok, problem, warning
from wikimill.errors import WikimillError

if TYPE_CHECKING:
    from wikimill.config.model import Config
    from wikimill.manifest.origin import WikiOrigin

CONFIG = Path("config/config.yaml")
PLACEHOLDER = re.compile(r"[@/.]example\.(?:org|com|net)\b")


@dataclass(frozen=True)
class Project:
    """What the folder holds, as far as it can be read.

    Args:
        config: the configuration; the defaults when it has a fault.
        manifests: the origins of the manifests asked for, by name: of those that can be read.
        faults: what is wrong with it.
        whole: whether all manifests were asked for.
    """

    config: Config
    manifests: dict[str, object] = field(default_factory=dict)
    faults: tuple[Finding, ...] = ()
    whole: bool = True

    @property
    def wikis(self) -> list[WikiOrigin]:
        """The wikis that are asked over the network, each once."""
        from wikimill.manifest.origin import WikiOrigin

        found = [each for each in self.manifests.values() if isinstance(each, WikiOrigin) and each.dump is None]
        return list({each.key: each for each in found}.values())

    @property
    def strangers(self) -> list[str]:
        """The hosts that must be told whom to ask."""
        return [each.wiki.host for each in self.wikis if not each.wiki.is_loopback]


def read(names: Sequence[str], configfiles: Sequence[Path] = ()) -> Project:
    """The project in this folder.

    Args:
        names: of the manifests to look at; all when empty.
        configfiles: read over `config/config.yaml`, as Snakemake does with those that `--configfile` names.
    """
    from snakemake.utils import update_config

    from wikimill.config.load import load, read_yaml

    faults: list[Finding] = []
    files = [CONFIG, *configfiles]
    values: dict[str, Any] = {}
    try:
        for file in files:
            content = read_yaml(file, "configuration") or {}
            if not isinstance(content, dict):
                load(content, [file])  # raises, and says why
            update_config(values, content)
        config = load(values, files)
    except WikimillError as error:
        faults.append(fault("configuration", error))
        config = load({})
    manifests = {}
    for name in names or sorted(path.stem for path in layout.ORIGINALS.glob("*.yaml")):
        try:
            manifests[name] = _origin(name)
        except WikimillError as error:
            faults.append(fault("manifests", error))
    return Project(config, manifests, tuple(faults), not names)


def is_here() -> bool:
    """Whether this is a project folder."""
    return Path("workflow/filters").is_dir()


def elsewhere() -> Findings:
    """Said when it is none."""
    yield problem("project", f"there is no workflow/ in {Path.cwd()}", "run wikimill in the project folder")


def configuration(project: Project) -> Findings:
    """`config/config.yaml`, and what else it was read from, is valid."""
    found = [each for each in project.faults if each.check == "configuration"]
    yield from found or [ok("configuration", f"valid; the run is {project.config.run}")]


def manifests(project: Project) -> Findings:
    """Manifests are valid, their files are there, and none changed since its revisions were pinned."""
    yield from (each for each in project.faults if each.check == "manifests")
    if project.manifests:
        yield ok("manifests", f"{', '.join(project.manifests)}: valid")
    elif not project.faults:
        yield warning("manifests", f"there is none in {layout.ORIGINALS}", "write one; docs/manifests.md says how")


def contact(project: Project) -> Findings:
    """Wikis that are not on this machine must know whom to ask about the traffic."""
    given, mend = project.config.contact, f"set `contact` in {CONFIG} to your e-mail address or a URL that leads to you"
    if given and PLACEHOLDER.search(given):
        yield warning("contact", f"{given} is nobody's address", mend)
    elif given:
        yield ok("contact", given)
    elif project.strangers:
        yield warning("contact", f"not set, so these will not be asked: {', '.join(project.strangers)}", mend)
    else:
        yield ok("contact", "not set; no manifest needs it")


def credentials(project: Project) -> Findings:
    """Variables of private wikis are complete, and belong to a wiki. Their values are never shown."""
    from wikimill.sources.mediawiki.credentials import BOT_PASSWORD, OAUTH, read_credentials, variable_name

    found = False
    known = {variable_name(name, each.wiki) for each in project.wikis for name in (*BOT_PASSWORD, *OAUTH)}
    for each in project.wikis:
        try:
            given = read_credentials(each.wiki, os.environ)
        except WikimillError as error:
            found = True
            yield fault("credentials", error)
            continue
        if given:
            found = True
            yield ok("credentials", f"{each.wiki.host}: {given.variables} are set")
    prefixes = tuple(f"WIKIMILL_{name}_" for name in (*BOT_PASSWORD, *OAUTH))
    for name in sorted(os.environ if project.whole else ()):
        if not name.startswith(prefixes) or name in known:
            continue
        found = True
        yield warning("credentials", f"{name} belongs to no wiki of the manifests", "docs/manifests.md tells the names")
    if not found:
        yield ok("credentials", "none are set; public wikis need none")


def _origin(name: str) -> object:
    """Where a manifest's texts come from.

    Raises:
        WikimillError: it is wrong, changed since it was expanded, or names a file that is not there.
    """
    from wikimill import workflow
    from wikimill.manifest import kinds
    from wikimill.manifest.origin import DocumentsOrigin, PairsOrigin, WikiOrigin

    path = layout.original(name)
    manifest, _ = kinds.read(path)
    workflow.locked(name)
    origin = manifest.origin(name)
    named = {WikiOrigin: "dump", DocumentsOrigin: "folder", PairsOrigin: "path"}.get(type(origin))
    file = getattr(origin, named) if named else None
    if file and not Path(file).exists():
        raise WikimillError(f"{path}: there is no {file}; fetch it, or correct the manifest")
    return origin

"""The configuration of a Snakemake call, from its files and options to the resolved files that commands read."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from wikimill import layout
from wikimill.config.load import load, read_layer
from wikimill.config.model import Config
from wikimill.config.resolved import MANIFEST_SECTIONS, write_resolved
from wikimill.convert.recipe import load_recipe
from wikimill.errors import WikimillError
from wikimill.os_errors import check_encoding, describe_dangling_link
from wikimill.scratch import remove_abandoned
from wikimill.workflow.clock import check_clock
from wikimill.workflow.errors import exit_on_error
from wikimill.workflow.stamp import Stamp

MODULES: set[str] = set()  # configurations of this call, as JSON


@exit_on_error
def prepare(workflow: Any) -> None:
    """Before Snakemake reads its configuration file: check the locale, that it is YAML, the folders and the clock.

    The rules call the command of this very Python, also when its environment is not activated. With `--sdm conda` they
    call that of the rule's environment, which `envs/*.post-deploy.sh` links to this very package.
    """
    check_encoding()
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    os.environ["WIKIMILL_PACKAGE"] = str(layout.PACKAGE)
    if not _is_module(workflow) and (layout.PROJECT_FILE.exists() or not workflow.config_settings.configfiles):
        read_layer(layout.PROJECT_FILE)
    _check_folders()
    check_clock()
    remove_abandoned()


@exit_on_error
def resolve(values: Mapping[str, Any], workflow: Any) -> Config:
    """The typed configuration of this call.

    Snakemake has read the files already, and of a duplicate key it took one without a word; hence they are read again.
    `cache/convert/recipe`, on which the rules that convert depend, is renewed when filters, options or pandoc changed.
    """
    if _is_module(workflow):
        config = load(values, otherwise="the module's config")
    else:
        given = workflow.config_settings  # by the call; these files win over that of the Snakefile, which comes last
        files = sorted(workflow.configfiles, key=lambda name: Path(name) in given.configfiles)
        config = load(values, [*(read_layer(Path(name)) for name in files), ("--config", given.config)])
    MODULES.add(config.model_dump_json())
    if len(MODULES) > 1:
        raise WikimillError(
            "this workflow uses wikimill as a module twice, with different configurations; use it once, and run "
            "Snakemake again with another --configfile"
        )
    Stamp(layout.RECIPE).renew(load_recipe(config.convert).digest)
    return config


def run_config(config: Config) -> Callable[[Any], str]:
    """An input function: the resolved file of the run."""
    write = _write_once(config)
    return lambda _wildcards: write(layout.run_config(config.run))


def source_config(config: Config) -> Callable[[Any], str]:
    """An input function: the resolved file of what decides the pages of a manifest, or of a wiki, whatever the run."""
    write = _write_once(config, MANIFEST_SECTIONS)

    def path(wildcards: Any) -> str:
        folder = wildcards.manifest if hasattr(wildcards, "manifest") else f"mediawiki/{wildcards.host}"
        return write(layout.source_config(folder))

    return path


def _write_once(config: Config, sections: set[str] | None = None) -> Callable[[Path], str]:
    """A function that writes a resolved file and returns its path; each once, though every shard asks for it."""

    @cache
    @exit_on_error
    def write(path: Path) -> str:
        write_resolved(path, config, sections)
        return str(path)

    return write


def _check_folders() -> None:
    """Make sure that the project can have its folders, before any stage finds out."""
    try:
        os.fsencode(Path.cwd()).decode("utf-8")
    except UnicodeDecodeError:
        raise WikimillError(f"{Path.cwd()}: the name of this folder is not UTF-8; rename it, and run again") from None
    for folder in (*layout.FOLDERS, layout.LOCKS):
        if problem := describe_dangling_link(folder):
            raise WikimillError(problem)
        if folder.exists() and not folder.is_dir():
            raise WikimillError(f"{folder}: a file, where a folder should be; move it elsewhere, and run again")


def _is_module(workflow: Any) -> bool:
    """Whether another workflow uses this one, and gives it its configuration."""
    return not workflow.modifier.is_main_snakefile()

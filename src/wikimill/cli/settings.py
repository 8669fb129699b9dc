"""How settings reach a command: from the project's configuration, or from the resolved file that a rule names."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

Function = Callable[..., Any]
set_option = click.option(
    "--set",
    "assignments",
    multiple=True,
    metavar="KEY=VALUE",
    help="A setting, such as train.steps=500; overrides the configuration files; can be repeated.",
)


def settings_options(function: Function) -> Function:
    """The options `--configfile` and `--set`, as the arguments `configfiles` and `assignments`."""
    configfile_option = click.option(
        "--configfile",
        "configfiles",
        type=click.Path(path_type=Path),
        multiple=True,
        help="Read on top of config/config.yaml, as with snakemake; can be repeated.",
    )
    return configfile_option(set_option(function))


def project_settings(function: Function) -> Function:
    """Give a command the argument `config`: `config/config.yaml`, `--configfile` and `--set`.

    The import of the configuration takes longer than all else that the command line needs, so it waits for the call.
    """

    @settings_options
    @functools.wraps(function)
    def command(*args: Any, configfiles: tuple[Path, ...], assignments: tuple[str, ...], **kwargs: Any) -> Any:
        from wikimill.config.load import load_project

        return function(*args, config=load_project(configfiles, assignments), **kwargs)

    return command


def stage_settings(function: Function) -> Function:
    """Give a command of a rule the argument `config`: the resolved file of `--config`, and `--set`."""

    @set_option
    @click.option(
        "--config",
        "resolved",
        type=click.Path(path_type=Path),
        required=True,
        help="The resolved configuration, such as out/main/config.resolved.yaml.",
    )
    @functools.wraps(function)
    def command(*args: Any, resolved: Path, assignments: tuple[str, ...], **kwargs: Any) -> Any:
        from wikimill.config.load import load_files

        return function(*args, config=load_files([resolved], assignments), **kwargs)

    return command

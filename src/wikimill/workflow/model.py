"""Models, as the rules see them."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from snakemake.io import local

from wikimill import layout
from wikimill.config.model import Config
from wikimill.config.training import RELEASED_MODELS
from wikimill.model import released
from wikimill.model.formats.files import model_files
from wikimill.workflow.errors import exit_on_error


def base_model(config: Config) -> Callable[[Any], list[str]]:
    """An input function: the files of the model that training starts from; none for one from scratch."""

    @exit_on_error
    def files(_wildcards: Any) -> list[str]:
        init = config.train.init
        if init == "scratch":
            return []
        if init in RELEASED_MODELS:
            return [str(layout.MODELS / init / file) for file in released.FILES]
        return [local(str(file)) for file in model_files(Path(init))]

    return files


def base_option(_wildcards: Any, input: Any) -> str:
    """A param: the option that names the folder of that model, wherever Snakemake keeps it."""
    return f"--base {shlex.quote(str(Path(input.base[0]).parent))}" if input.base else ""


def existing_comparison(settings: Config) -> list[str]:
    """What tells that the corpus that the report compares with has changed, where it is there."""
    if not settings.compare_with:
        return []
    folders = Path(settings.compare_with), Path("corpus", settings.compare_with)  # as `wikimill diff` looks for it
    paths = [each / layout.PROVENANCE for each in folders]
    return [str(path) for path in paths if path.is_file()][:1]


def existing_evaluation(paths: Sequence[str]) -> Callable[[Any], list[str]]:
    """An input function: the evaluation of a run, where somebody asked for one."""
    return lambda _wildcards: [path for path in paths if Path(path).exists()]

"""`wikimill serve`: a trained model on loopback, as a page and as an API."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from wikimill.cli.command import Command
from wikimill.cli.options import run_option, step_option
from wikimill.cli.sample import ENGINES
from wikimill.cli.settings import project_settings
from wikimill.errors import WikimillError

if TYPE_CHECKING:
    from wikimill.config.model import Config

EXAMPLES = [
    ("wikimill serve", "the model of the configured run, at http://127.0.0.1:8000/"),
    ("wikimill serve --run demo --port 9000", "that of another run, at another port"),
    ("wikimill serve --step 500 --set generate.temperature=1", "a checkpoint, with another default"),
]
NEEDED = ("starlette", "uvicorn")


@click.command(cls=Command, examples=EXAMPLES)
@run_option
@step_option
@click.option("--host", default="127.0.0.1", show_default=True, help="An address of loopback; no other is served.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 is any free one.")
@click.option("--engine", type=click.Choice(ENGINES[:-1]), help="What runs the model; see docs/sampling.md.")
@project_settings
def serve(run: str | None, step: int | None, host: str, port: int, engine: str | None, config: Config) -> None:
    """Serve a trained model on this machine: a page, and OpenAI's API.

    The page prompts the model, marks what it copied from the corpus, and shows the corpus page by page. Programs that
    speak OpenAI's completions API use http://127.0.0.1:8000/v1. Whatever a request does not set comes from `generate`
    in the configuration.
    """
    if missing := [name for name in NEEDED if not find_spec(name)]:
        raise WikimillError(f"wikimill serve needs {missing[0]}; run: pip install {' '.join(missing)}")
    from wikimill.serve.listen import bind

    changes: dict[str, Any] = {"checkpoint": step} if step else {}
    options = config.generate.model_copy(update=changes | ({"engine": engine} if engine else {}))
    with bind(host, port) as socket:  # at once: to load a model takes a while
        from wikimill.model.sampling.load import model_folder
        from wikimill.serve.app import create_app
        from wikimill.serve.corpus import Corpus
        from wikimill.serve.server import run as run_server
        from wikimill.serve.writer import load_writer

        output = Path("out") / (run or config.run)
        folder = model_folder(output, options.checkpoint)
        name = output.name if options.checkpoint == "model" else f"{output.name}-step-{options.checkpoint}"
        writer = load_writer(folder, name, options)
        run_server(create_app(writer, Corpus(Path("corpus") / output.name)), socket)

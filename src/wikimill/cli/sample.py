"""`wikimill sample`: texts by a trained model, outside Snakemake."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from wikimill.cli.command import Command
from wikimill.cli.options import json_option, run_option, step_option
from wikimill.cli.settings import project_settings
from wikimill.plain_text import visible_lines

if TYPE_CHECKING:
    from wikimill.config.model import Config

EXAMPLES = [
    ('wikimill sample --prompt "The lighthouse"', "a text by the trained model"),
    ("wikimill sample --interactive", "prompt by prompt, printed as it is generated"),
    ("wikimill sample -n 5 --temperature 1.1 --seed 7", "five texts, more surprising ones"),
    ('wikimill sample --run demo --step 500 --greedy --prompt "The"', "by a checkpoint of another run"),
    ("wikimill sample --prompt-file prompts.txt --json", "one JSON object per line, with the settings"),
]
ENGINES = ("auto", "float32", "int8", "gpt-2-simple")


@click.command(cls=Command, examples=EXAMPLES)
@run_option
@step_option
@click.option("--prompt", "prompts", multiple=True, help="The beginning of the text; can be repeated.")
@click.option(
    "--prompt-file",
    type=click.Path(),
    help="A file of prompts, separated by lines of <|endoftext|>.",
)
@click.option("-n", "--nsamples", type=int, default=1, show_default=True, help="Number of texts.")
@click.option("--length", type=int, help="Maximum number of tokens in a text.")
@click.option("--temperature", type=float, help="Below 1 is more predictable, above 1 more surprising.")
@click.option("--top-k", type=int, help="Draw from the k most likely tokens; 0 means all.")
@click.option(
    "--top-p", type=float, help="Draw from the most likely tokens whose probabilities add up to this; 1 means all."
)
@click.option("--repetition-penalty", type=float, help="Above 1, tokens that the text has are less likely.")
@click.option("--greedy", "strategy", flag_value="greedy", help="Always take the most likely token.")
@click.option("--seed", type=int, help="Seed of the random draws.")
@click.option("--engine", type=click.Choice(ENGINES), help="What runs the model; see docs/sampling.md.")
@click.option("--interactive", is_flag=True, help="Ask for prompts, and print each text as it is generated.")
@json_option("Print each text as one line of JSON, as in samples.jsonl.")
@project_settings
def sample(
    run: str | None, step: int | None, interactive: bool, as_json: bool, config: Config, **overrides: Any
) -> None:
    """Write texts with a trained model.

    Whatever no option sets comes from `generate` in the configuration. Each text is followed by a line of ====.
    """
    if interactive and as_json:
        raise click.UsageError("--interactive is for people; leave out --json")
    from wikimill.config.load import validate
    from wikimill.config.training import Generate
    from wikimill.model.sampling.generate import generate_samples
    from wikimill.model.sampling.interactive import run_session
    from wikimill.model.sampling.load import model_folder

    values = config.generate.model_dump() | {
        name: value for name, value in overrides.items() if value not in (None, ())
    }
    if overrides["prompts"] and not overrides["prompt_file"]:
        values["prompt_file"] = ""
    elif overrides["prompt_file"] and not overrides["prompts"]:
        values["prompts"] = []
    if step:
        values["checkpoint"] = step
    options = validate(Generate, values, lambda _: "the command line")
    output = Path("out") / (run or config.run)
    folder = model_folder(output, options.checkpoint)
    if interactive:
        run_session(folder, options)
        return
    for text in generate_samples(folder, options, Path("corpus") / output.name / "val.bin"):
        shown = visible_lines(text.text) if sys.stdout.isatty() else text.text
        click.echo(text.to_json() if as_json else f"{shown}\n{'=' * 20}")

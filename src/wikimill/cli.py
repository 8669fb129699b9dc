"""The `wikimill` command. Snakemake's rules call its stage commands; people call the others."""

from __future__ import annotations

import errno
import io
import logging
import sys
from pathlib import Path
from typing import Any, NoReturn

import click

from wikimill import __version__, stages
from wikimill.config.load import load_from_environment
from wikimill.errors import WikimillError

FILE = click.Path(path_type=Path)


class Commands(click.Group):
    """Commands in the order in which they are used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """See `click.Group`."""
        return list(self.commands)


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog="The pipeline itself is run by snakemake: `snakemake -j8 processed/startrek`, `snakemake train`, "
    "`snakemake generate`.",
)
@click.version_option(__version__, prog_name="wikimill")
@click.option("--log", type=FILE, help="Also write messages to this file.")
def wikimill(log: Path | None) -> None:
    """From wiki categories to a training corpus and a language model.

    \b
    Examples:
      wikimill convert page.wiki                      wikitext to markdown, as the pipeline does it
      wikimill convert --title "Julius Caesar" - < page.wiki
      wikimill convert --diff raw/mediawiki/en.wikipedia.org/Julius_Caesar.wiki
      wikimill sample --prompt "The lighthouse"       a text by the trained model
      wikimill sample --interactive                   texts as they are written, prompt by prompt
      wikimill evaluate text.txt                      how well the model predicts a text
      wikimill refresh startrek                       move a manifest's pins to the newest revisions

    The commands after `config-docs` are the stages: Snakemake's rules call them, and log what they did with --log.
    """
    handlers: list[logging.Handler] = [logging.StreamHandler()]
    if log:
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text("")  # and then only appended to: several processes of a training may share it
        handlers.append(logging.FileHandler(log, encoding="utf-8"))
    logging.basicConfig(level=logging.INFO, format="wikimill: %(message)s", handlers=handlers, force=True)
    logging.raiseExceptions = False  # a log that no longer fits on the disk is no reason for a traceback
    for noisy in ("filelock", "urllib3", "mwclient", "smart_open"):
        logging.getLogger(noisy).setLevel(logging.ERROR)


@wikimill.command()
@click.argument("file", type=FILE, default="-")
@click.option("--title", default="", help="The page's title, for templates that show it.")
@click.option("--wiki", default="", help="The wiki whose templates to use, by its folder below processed/mediawiki.")
@click.option("--filters", help="These filters instead of those of the configuration, separated by commas.")
@click.option("--diff", is_flag=True, help="Show what differs from the last result.")
def convert(file: Path, title: str, wiki: str, filters: str | None, diff: bool) -> None:
    """Convert wikitext to markdown, with the filters and options of the configuration.

    FILE is a page below raw/ or processed/, or any file of wikitext; without one, or with -, wikitext is read from
    standard input. The last result is a page's markdown as the pipeline wrote it, else that of the last such command.
    """
    from wikimill.convert import trial
    from wikimill.files import read_text

    config = load_from_environment()
    if filters:
        chosen = config.convert.model_copy(update={"filters": filters.split(",")})
        config = config.model_copy(update={"convert": chosen})
    page = None if title or wiki else trial.page_of(file)
    if page:
        result = trial.page(*page, config)
    else:
        text = _standard_input() if str(file) == "-" else read_text(file, "wikitext")
        result = trial.text(text, title or file.stem.replace("_", " "), wiki, config)
    if result.status == "quarantined":
        raise WikimillError(
            f"{file}: the page exceeds its bounds ({result.dropped}); raise convert.timeout or convert.memory"
        )
    last = trial.Last(page, str(file.absolute()), title, wiki)
    if diff:
        colours = {"+": "green", "-": "red", "@": "cyan"}
        for line in last.difference(result.markdown):
            click.secho(line, fg=colours.get(line[0]))
    else:
        sys.stdout.buffer.write(result.markdown.encode())
    last.keep(result.markdown)


def _standard_input() -> str:
    try:
        return sys.stdin.buffer.read().decode()
    except UnicodeDecodeError as error:
        raise WikimillError(f"standard input: byte {error.start} is not UTF-8; convert it to UTF-8") from None


@wikimill.command()
@click.option("--run", help="The run whose model to use; the configuration's by default.")
@click.option("--step", type=click.IntRange(1), help="A saved step of it, instead of the model.")
@click.option("--prompt", "prompts", multiple=True, help="The beginning of the text; several are taken in turn.")
@click.option("--prompt-file", help="A file that holds it; lines of <|endoftext|> separate several.")
@click.option("-n", "--nsamples", type=int, default=1, show_default=True, help="Texts to write.")
@click.option("--length", type=int, help="Tokens of a text, at most.")
@click.option("--temperature", type=float, help="Below 1 is safer, above 1 more surprising.")
@click.option("--top-k", type=int, help="Draw from the k likeliest tokens; 0 is all.")
@click.option("--top-p", type=float, help="Draw from the likeliest tokens that make up this share; 1 is all.")
@click.option("--greedy", "strategy", flag_value="greedy", help="Take the likeliest token.")
@click.option("--seed", type=int, help="Of the drawing.")
@click.option("--engine", help="auto, float32, int8 or gpt-2-simple.")
@click.option("--interactive", is_flag=True, help="Ask for prompts, and show texts while they are written.")
def sample(run: str | None, step: int | None, interactive: bool, **given: Any) -> None:
    """Write texts with a trained model, with the settings of `generate` in the configuration and these."""
    from wikimill.config.load import validate
    from wikimill.config.model import Generate
    from wikimill.model.sampling import console
    from wikimill.model.sampling.generation import generate
    from wikimill.model.sampling.opening import place

    config = load_from_environment()
    values = config.generate.model_dump() | {name: value for name, value in given.items() if value not in (None, ())}
    if given["prompts"] and not given["prompt_file"]:
        values["prompt_file"] = ""
    elif given["prompt_file"] and not given["prompts"]:
        values["prompts"] = []
    if step:
        values["checkpoint"] = step
    options = validate(Generate, values, lambda _: "the command line")
    output = Path("out") / (run or config.run)
    folder = place(output, options.checkpoint)
    if interactive:
        console.talk(folder, options)
        return
    for text in generate(folder, options, Path("corpus") / output.name / "val.bin"):
        click.echo(text.text)
        click.echo("=" * 20)


@wikimill.command()
@click.argument("file", type=FILE, default="-")
@click.option("--run", help="The run whose model to use; the configuration's by default.")
@click.option("--step", type=click.IntRange(1), help="A saved step of it, instead of the model.")
@click.option("--stride", type=click.IntRange(1), help="Tokens from one window to the next.")
@click.option("--context", type=click.IntRange(1), help="Tokens of a window.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def evaluate(
    file: Path, run: str | None, step: int | None, stride: int | None, context: int | None, as_json: bool
) -> None:
    """Print how well a trained model predicts a text: loss, perplexity, bits a byte.

    FILE is UTF-8 text or, as a .bin, token ids; without one, or with -, text is read from standard input.
    docs/evaluation.md says how it is measured.
    """
    from wikimill.corpus import vocabulary
    from wikimill.model import evaluation, texts
    from wikimill.model.evaluate import evaluate as evaluated
    from wikimill.model.sampling.opening import place

    config = load_from_environment()
    folder = place(Path("out") / (run or config.run), step or "model")
    given = {name: value for name, value in (("stride", stride), ("context", context)) if value}
    words = vocabulary.read(folder)
    from_input = str(file) == "-"
    text = texts.of(_standard_input(), "standard input", words) if from_input else texts.read(file, words, folder)
    result = evaluated(folder, text, config.evaluate.model_copy(update=given), config.train.backend)
    click.echo(evaluation.as_json(result) if as_json else evaluation.table({str(folder): result}))


@wikimill.command("config-docs")
def config_docs() -> None:
    """Write the configuration's schema and reference page."""
    from wikimill.config import docs

    for path in docs.write(Path()):
        click.echo(path)


stages.register(wikimill)


def main() -> NoReturn:
    """Run the command; a fault that a person can mend is one line on standard error and exit code 1."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # as all files are, whatever the locale
    try:
        wikimill.main(standalone_mode=False)
    except WikimillError as error:
        _fail(str(error))
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(141)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EPERM, errno.EROFS):
            raise
        mend = "free space there" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "make it writable"
        _fail(f"{error.filename or 'the disk'}: {error.strerror}; {mend} and run again")
    sys.exit(0)


def _fail(message: str) -> NoReturn:
    logging.error("error: %s", message)
    sys.exit(1)

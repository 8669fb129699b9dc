"""The reference page of the command line, made of the commands themselves."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from pathlib import Path

import click

from wikimill.cli.command import SECTIONS, Command, Example, Program
from wikimill.cli.program import STATUSES

PAGE = Path("docs/command-line.md")
INTRODUCTION = """\
# The command line

<!-- Generated from src/wikimill/cli by `wikimill write-docs`; edit there. -->

The pipeline is run by `snakemake`; `wikimill` is for what people do beside it. Its rules call `wikimill`, too.
`wikimill --help` lists the commands, `wikimill COMMAND --help` shows options and examples of one.

- **Output** goes to standard output; messages, progress and errors go to standard error. `--json` prints facts for
  programs.
- **Colours** are for terminals. In a pipe or a file there are none, nor with `NO_COLOR` set (https://no-color.org) or
  `TERM=dumb`.
- **`wikimill --log FILE COMMAND …`** writes the messages into a file as well, as the rules do.
- **Settings** are those of `config/config.yaml` in the folder where the command is run, the project folder.
"""
COMPLETION = """\
## Completion

`wikimill completion SHELL` prints what a shell needs to complete commands and options, and in a project folder the
names of manifests, runs, saved steps, wikis and filters. For bash 4.4 or newer, zsh and fish:

```bash
echo 'eval "$(wikimill completion bash)"' >> ~/.bashrc
echo 'eval "$(wikimill completion zsh)"' >> ~/.zshrc
wikimill completion fish > ~/.config/fish/completions/wikimill.fish
```
"""


def page(program: Program) -> str:
    """The whole page."""
    parts = [INTRODUCTION, COMPLETION, _statuses()]
    for section in SECTIONS:
        parts.append(f"## {section}\n")
        parts += [_described(command) for command in program.of_section(section)]
    return "\n".join(parts)


def _statuses() -> str:
    rows = [f"| {status} | {meaning} |" for status, meaning in STATUSES.items()]
    return "\n".join(["## Exit codes\n", "| code | meaning |", "|---|---|", *rows, ""])


def _described(command: Command) -> str:
    context = click.Context(command, info_name=f"wikimill {command.name}", max_content_width=1000, terminal_width=1000)
    usage = command.get_usage(context).removeprefix("Usage: ")
    options = [each for each in command.params if isinstance(each, click.Option)]
    rows = [row for each in options if (row := each.get_help_record(context))]
    parts = [f"### wikimill {command.name}\n", inspect.cleandoc(str(command.help)), ""]
    parts += ["```", usage, "```\n", *_examples(command.examples)]
    if rows:
        cells = [f"| `{names.replace('|', ' or ')}` | {text.replace('|', chr(92) + '|')} |" for names, text in rows]
        parts += ["| option | meaning |", "|---|---|", *cells, ""]
    return "\n".join(parts)


def _examples(examples: Sequence[Example]) -> list[str]:
    width = max(len(line) for line, _ in examples)
    return ["```bash", *(f"{line:{width}}  # {meaning}" for line, meaning in examples), "```\n"]

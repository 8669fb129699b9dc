"""docs/command-line.md, generated from the commands."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from pathlib import Path

import click

from wikimill.cli.command import SECTIONS, Command, Example, Group
from wikimill.cli.terminal import EXIT_CODES

PAGE = Path("docs/command-line.md")
INTRODUCTION = """\
# The command line

<!-- Generated from src/wikimill/cli by `wikimill write-docs`; edit there. -->

`snakemake` runs the pipeline; `wikimill` does what people want beside it, and the pipeline's rules call it too.
`wikimill --help` lists the commands, `wikimill COMMAND --help` shows the options and examples of one.

- **Output** goes to standard output; messages, progress and errors go to standard error. `--json` prints results for
  programs.
- **Colours** appear on a terminal only, and not when `NO_COLOR` (https://no-color.org) or `TERM=dumb` is set.
- **`wikimill --log FILE COMMAND …`** also writes the messages to a file, as the rules do.
- **Settings** come from `config/config.yaml` in the folder where the command is run, the project folder; then from the
  files of `--configfile`, then from `--set KEY=VALUE`.
"""
COMPLETION = """\
## Completion

`wikimill completion SHELL` prints the script that makes a shell complete commands and options, and in a project folder
the names of manifests, runs, saved steps, wikis and filters. For bash 4.4 or newer, zsh and fish:

```bash
echo 'eval "$(wikimill completion bash)"' >> ~/.bashrc
echo 'eval "$(wikimill completion zsh)"' >> ~/.zshrc
wikimill completion fish > ~/.config/fish/completions/wikimill.fish
```
"""


def page(root: Group) -> str:
    """The whole page."""
    codes = [f"| {code} | {meaning} |" for code, meaning in EXIT_CODES.items()]
    parts = [INTRODUCTION, COMPLETION, "\n".join(["## Exit codes\n", "| code | meaning |", "|---|---|", *codes, ""])]
    for section in SECTIONS:
        entries = [_entry(name, command) for name, command in root.walk("wikimill", section)]
        parts += [f"## {section}\n", *entries] if entries else []
    return "\n".join(parts)


def _entry(name: str, command: Command) -> str:
    context = click.Context(command, info_name=name, max_content_width=1000, terminal_width=1000)
    usage = command.get_usage(context).removeprefix("Usage: ")
    options = [each for each in command.params if isinstance(each, click.Option)]
    rows = [row for each in options if (row := each.get_help_record(context))]
    parts = [f"### {name}\n", inspect.cleandoc(str(command.help)), ""]
    parts += ["```", usage, "```\n", *_examples(command.examples)]
    if rows:
        cells = [f"| `{names.replace('|', ' or ')}` | {text.replace('|', chr(92) + '|')} |" for names, text in rows]
        parts += ["| option | meaning |", "|---|---|", *cells, ""]
    return "\n".join(parts)


def _examples(examples: Sequence[Example]) -> list[str]:
    width = max(len(line) for line, _ in examples)
    return ["```bash", *(f"{line:{width}}  # {meaning}" for line, meaning in examples), "```\n"]

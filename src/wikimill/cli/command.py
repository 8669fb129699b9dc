"""Click commands whose help shows examples, and groups that list their commands under headings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import click

from wikimill.cli.terminal import exit_on_closed_pipe

Example = tuple[str, str]  # a command line, and what it does

COMMANDS = "Commands"
STAGES = "Stages, called by Snakemake's rules"
DEVELOPMENT = "For work on wikimill itself"
SECTIONS = (COMMANDS, STAGES, DEVELOPMENT)
MAX_WIDTH = 110  # columns of help, on a terminal that is wide enough


class Command(click.Command):
    """A command with examples.

    Args:
        examples: shown after the description.
        section: the heading, one of `SECTIONS`, under which its group lists it.
    """

    def __init__(self, *args: Any, examples: Sequence[Example], section: str = COMMANDS, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.examples = examples
        self.section = section

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """See `click.Command`."""
        super().format_help_text(ctx, formatter)
        write_examples(self.examples, formatter)


class Group(Command, click.Group):
    """A group of commands, listed in the order in which they were added, under the headings of `SECTIONS`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """See `click.Group`."""
        return list(self.commands)

    def commands_in(self, section: str) -> list[Command]:
        """The commands under a heading."""
        return [each for each in self.commands.values() if isinstance(each, Command) and each.section == section]

    def walk(self, path: str, section: str) -> Iterator[tuple[str, Command]]:
        """The commands under a heading, those of subgroups included, with their full names.

        Args:
            path: the name of this group, as it is typed.
            section: of the group's own commands; a subgroup's follow whatever their heading is.
        """
        for command in self.commands_in(section):
            name = f"{path} {command.name}"
            if isinstance(command, Group):
                for heading in SECTIONS:
                    yield from command.walk(name, heading)
            else:
                yield name, command

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        """See `click.Command`; the group's own help is printed here."""
        with exit_on_closed_pipe():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        """See `click.Command`."""
        with exit_on_closed_pipe():
            return super().invoke(ctx)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """See `click.Group`."""
        for section in SECTIONS:
            if rows := [(str(each.name), each.get_short_help_str(MAX_WIDTH)) for each in self.commands_in(section)]:
                with formatter.section(section):
                    formatter.write_dl(rows)


def write_examples(examples: Sequence[Example], formatter: click.HelpFormatter) -> None:
    """A section of examples: each command line with its meaning beside it, or below where that would be too wide."""
    width = max(len(line) for line, _ in examples)
    with formatter.section("Examples"):
        indent = " " * formatter.current_indent
        fits = all(len(indent) + width + 2 + len(meaning) <= formatter.width for _, meaning in examples)
        for line, meaning in examples:
            beside, below = f"{indent}{line:{width}}  {meaning}\n", f"{indent}{line}\n{indent * 3}{meaning}\n"
            formatter.write(beside if fits else below)

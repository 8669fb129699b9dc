"""Commands whose help shows examples, in a group that lists them by whom they are for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from wikimill.cli.terminal import read_by_someone

Example = tuple[str, str]  # a line as it is typed, and what it does

PEOPLE = "Commands"
STAGES = "Stages, which Snakemake's rules call"
DEVELOPERS = "For work on wikimill itself"
SECTIONS = (PEOPLE, STAGES, DEVELOPERS)
WIDEST = 110  # columns of help, on a terminal that has them


class Command(click.Command):
    """A command with examples.

    Args:
        examples: shown after the description.
        section: of `SECTIONS`, under which the group lists it.
    """

    def __init__(self, *args: Any, examples: Sequence[Example], section: str = PEOPLE, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.examples = examples
        self.section = section

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """See `click.Command`."""
        super().format_help_text(ctx, formatter)
        write_examples(self.examples, formatter)


class Program(click.Group):
    """The group of all commands, in the order in which they were added, under the headings of `SECTIONS`."""

    def __init__(self, *args: Any, examples: Sequence[Example] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.examples = examples

    def list_commands(self, ctx: click.Context) -> list[str]:
        """See `click.Group`."""
        return list(self.commands)

    def of_section(self, section: str) -> list[Command]:
        """The commands under a heading."""
        return [each for each in self.commands.values() if isinstance(each, Command) and each.section == section]

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        """See `click.Command`; the program's own help is printed here."""
        with read_by_someone():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        """See `click.Command`."""
        with read_by_someone():
            return super().invoke(ctx)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """See `click.Command`."""
        super().format_help_text(ctx, formatter)
        write_examples(self.examples, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """See `click.Group`."""
        for section in SECTIONS:
            with formatter.section(section):
                rows = [(str(each.name), each.get_short_help_str(WIDEST)) for each in self.of_section(section)]
                formatter.write_dl(rows)


def write_examples(examples: Sequence[Example], formatter: click.HelpFormatter) -> None:
    """A section of examples: each line as it is typed, and beside it, or below where that is too wide, what it does."""
    widest = max(len(line) for line, _ in examples)
    with formatter.section("Examples"):
        indent = " " * formatter.current_indent
        fits = all(len(indent) + widest + 2 + len(meaning) <= formatter.width for _, meaning in examples)
        for line, meaning in examples:
            formatter.write(
                f"{indent}{line:{widest}}  {meaning}\n" if fits else f"{indent}{line}\n{indent * 3}{meaning}\n"
            )

"""What the commands are, for who asks for help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.command_table import COMMANDS
from handlers.render.pieces.segments import Block, code, command, strong, words
from handlers.render.replies.reply import Reply, paged

if TYPE_CHECKING:
    from handlers.command_shapes import Command
    from handlers.render.pieces.segments import Line

OLD_NAMES_SAID = (
    "On Discord the old names, such as /statements and /latest, still work; they will be removed in the next release."
)


def all_commands() -> Reply:
    """List the commands, each with its arguments."""
    lines: list[Line] = [(command(one.usage), words(f": {one.help}")) for one in COMMANDS]
    more = (code("as:csv"), words(" or "), code("as:json"), words(" behind any of them: the whole answer as a file; "))
    page = (code("page:2"), words(": the second page."))
    return paged("Commands", [Block(lines=tuple(lines)), Block(lines=((*more, *page), (words(OLD_NAMES_SAID),)))])


def one_command(asked: Command, *, page: int) -> Reply:
    """Explain one command: its arguments, or what each of its actions takes."""
    lines: list[Line] = [(command(asked.usage),), (words(asked.help),)]
    blocks = [Block(lines=(*lines, *_arguments(asked)))] if not asked.actions else [Block(lines=tuple(lines))]
    for action in asked.actions:
        usage = (command(f"{asked.name} {action.usage}"), words(f": {action.help}"))
        blocks.append(Block(lines=(usage, *_arguments(action))))
    return paged(f"Help: {asked.name}", blocks, name="help", values=[asked.name], page=page)


def _arguments(asked: Command) -> list[Line]:
    return [(strong(one.name), words(f": {one.help}")) for one in asked.arguments]

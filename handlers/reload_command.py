"""The command `reload`: the bot reads its config again, and says what has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from bot.core.errors import ConfigError, WatchError
from handlers import limits
from handlers.render.pieces.lengths import count, short
from handlers.render.pieces.segments import Block, code, strong, words
from handlers.render.replies.reply import Reply, sentence
from handlers.typed.mistake import MistakeError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.core.model import Member
    from bot.rules.config_changes import ConfigChanges
    from handlers.render.pieces.segments import Line


class Reloading(Protocol):
    """Has the config read again."""

    async def reload(self, *, by: Member) -> ConfigChanges | None:
        """Return what has changed; None where another process was asked to do it, which says so in its log.

        Raises:
            ConfigError: the file has mistakes; nothing has changed.
            WatchError: the pipeline cannot be loaded; nothing has changed.

        """
        ...


class ReloadCommand:
    """Answers `reload`.

    Args:
        reloading: has it done; None in a process that reads its config once.

    """

    def __init__(self, reloading: Reloading | None) -> None:
        self._reloading = reloading

    async def run(self, *, by: Member) -> Reply:
        """Have the config read again.

        Raises:
            MistakeError: by somebody who is no moderator, or nothing is read again here.
            StoreError: the record cannot be used.

        """
        if not by.moderator:  # on Slack too where nobody is named: it changes the bot for all
            raise MistakeError(
                (words("Only a moderator may have the config read again: someone named in "), code("bot.moderators"))
            )
        if self._reloading is None:
            raise MistakeError((words("The config is read once here, at the start."),))
        try:
            changes = await self._reloading.reload(by=by)
        except ConfigError as error:
            return _mistakes(error.problems)
        except WatchError as error:
            raise MistakeError((words(f"Nothing was changed: {error}."),)) from error
        if changes is None:
            return sentence(
                "Config checked",
                "It has no mistakes. A running bot reads it again within seconds, and its log says what has changed.",
            )
        return _read_again(changes)


def _mistakes(problems: Sequence[str]) -> Reply:
    said: Line = (words("Nothing was changed, and the bot goes on as before. Mend this, then reload again:"),)
    lines = [(code(short(one, limits.CONFIG_LINE)),) for one in problems]
    return Reply(title="The config has mistakes", blocks=(Block(lines=(said, *_some(lines))),), mistake=True)


def _read_again(changes: ConfigChanges) -> Reply:
    if not changes.made and not changes.at_restart:
        blocks = [Block(lines=((words("Nothing in it has changed since it was last read."),),))]
    else:
        blocks = []
    if changes.made:
        made = [(words(f"• {short(one, limits.CONFIG_LINE)}"),) for one in changes.made]
        blocks.append(Block(lines=((strong(f"{count(len(made), 'change')}, in effect now"),), *_some(made))))
    if changes.at_restart:
        names: Line = tuple(one for name in changes.at_restart for one in (code(name), words(" ")))
        blocks.append(Block(lines=((strong("Takes effect when the bot is next started"),), names)))
    blocks += [Block(lines=((words(f"Note: {short(one, limits.CONFIG_LINE)}"),),)) for one in changes.warnings]
    return Reply(title="Config read again", blocks=tuple(blocks[: limits.PAGE_BLOCKS]))


def _some(lines: Sequence[Line]) -> Iterable[Line]:
    """Return as many lines as a message holds, and how many there are more."""
    if len(lines) <= limits.CONFIG_LINES:
        return lines
    more = len(lines) - limits.CONFIG_LINES
    return (*lines[: limits.CONFIG_LINES], (words(f"and {more} more; the log has them all"),))

"""What stands on the app's own page: whether the bot is well, where alerts go, and the latest statements."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core.model import StatementQuery
from bot.core.routes import is_direct
from handlers import limits
from handlers.render.pieces.lengths import count
from handlers.render.pieces.moments import ago
from handlers.render.pieces.segments import Block, Line, code, command, strong, words
from handlers.render.replies import answers, status
from handlers.render.replies.reply import Reply
from handlers.render.statement.credits import actor_name
from handlers.render.statement.presented import present

if TYPE_CHECKING:
    from bot.core.config import Config
    from bot.core.model import Platform, Route
    from bot.core.ports import Clock
    from handlers.asked.enquiry import CommandStore


class HomeAnswers:
    """Tells of the bot as a whole.

    Args:
        store: the record.
        config: what is tracked.
        clock: the time.

    """

    def __init__(self, *, store: CommandStore, config: Config, clock: Clock) -> None:
        self._store = store
        self._config = config
        self._clock = clock

    async def home(self, platform: Platform, *, workspace_id: str, in_full: bool) -> Reply:
        """Return the page.

        Args:
            platform: whose channels are listed.
            workspace_id: of which workspace there, as `Channel.workspace_id`: what leads to others is not told.
            in_full: the reader looks after the bot, and reads what is wrong with it.

        """
        now, beat = self._clock.now(), await self._store.last_beat()
        title, life = status.life_block(beat, now=now)
        if not in_full:
            seen = (words("last sign of life "), ago(beat.at, now=now)) if beat else (words("no sign of life yet"),)
            life = Block(lines=(seen,))
        latest = await self._store.statements(StatementQuery(limit=limits.HOME_STATEMENTS))
        tracked: Line = (
            words(f"{count(len(self._config.actors), 'actor')} tracked: "),
            command("actors"),
            words(f" · {count(len(self._config.sources), 'source')}: "),
            command("sources"),
        )
        return Reply(
            title=title,
            blocks=(
                Block(lines=(*life.lines, tracked)),
                self._routes(platform, workspace_id),
                Block(lines=((strong("The latest statements"),),)),
                *(answers.listed(present(view, config=self._config)) for view in latest.statements),
                *([] if latest.statements else [Block(lines=((words("Nothing is on record yet."),),))]),
                Block(lines=((command("help"), words(" lists what else you can ask.")),)),
            ),
        )

    def _routes(self, platform: Platform, workspace_id: str) -> Block:
        # Where people lead alerts to themselves is nobody else's business.
        here = platform, workspace_id
        routes = [
            one
            for one in self._config.routes
            if (one.channel.platform, one.channel.workspace_id) == here and not is_direct(one)
        ]
        lines: list[Line] = [self._route(one) for one in routes[: limits.HOME_ROUTES]]
        if len(routes) > len(lines):
            lines.append((words(f"and {len(routes) - len(lines)} more"),))
        return Block(lines=((strong("Where alerts go"),), *(lines or [(words("No route leads here yet."),)])))

    def _route(self, route: Route) -> Line:
        """Say whom a route tells of, and where; that it asks for more than that is said in a word."""
        people = ", ".join(actor_name(self._config, one) for one in route.actor_ids) or "Everyone who is tracked"
        plain = replace(route, source_ids=(), tiers=(), words=(), not_words=(), novelty=(), kinds=())
        some = "" if plain == route else ", some of it"
        return (strong(people), words(" to "), code(str(route.channel)), words(some))

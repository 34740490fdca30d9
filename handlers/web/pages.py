"""The pages of the archive: each a question to the record and a template."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, Protocol

from aiohttp import web

from bot.core.model import Kind, StatementPage, StatementQuery
from bot.core.outcomes import UNREPORTED, Outcome
from bot.core.ports import Rulings
from handlers import limits
from handlers.asked.activity import DEFAULT_PERIOD, activity_in
from handlers.asked.rows import csv_text, json_text, statement_row
from handlers.asked.search import nothing_found, period_of
from handlers.render.pieces.lengths import count, short
from handlers.render.replies.answers import statement_parts
from handlers.render.replies.status import day_blocks
from handlers.render.replies.ways import Ways
from handlers.render.statement.credits import actor_of
from handlers.render.statement.presented import present
from handlers.typed.mistake import MistakeError
from handlers.typed.periods import Period
from handlers.typed.whom import Names
from handlers.web.drawing import Drawing
from handlers.web.responses import KEPT_FOR_EVER, answer, failure
from handlers.web.searching import Fields, fields_in, fields_of, search_in
from handlers.web.unreported import unreported_lines
from handlers.web.versions import versions_of
from handlers.why import WhyStore, way_of

if TYPE_CHECKING:
    from bot.core.config import Config
    from bot.core.model import Actor, StatementView
    from bot.core.ports import Clock
    from handlers.asked.search import Search
    from handlers.render.pieces.segments import Line
    from handlers.render.statement.presented import Presented

_NO_STATEMENT: Final = "No statement has this id. It may have been let go of; search for its words."
_NO_ACTOR: Final = "Nobody with this id is tracked. The list of actors shows everyone."


class ArchiveStore(WhyStore, Rulings, Protocol):
    """What the archive asks of the record."""


class Pages:
    """Answers requests.

    Args:
        store: the record as people ask it.
        config: names and the time zone.
        clock: the time.

    """

    def __init__(self, *, store: ArchiveStore, config: Config, clock: Clock) -> None:
        self._store = store
        self._config = config
        self._clock = clock
        self._names = Names(config)
        self._drawing = Drawing(config)

    @property
    def _zone(self) -> str:
        """The time zone of days and times, as the config says it now."""
        return self._config.bot.time_zone

    def routes(self) -> list[web.RouteDef]:
        """Return where each page stands."""
        return [
            web.get("/", self._search),
            web.get("/statements.csv", self._csv),
            web.get("/statements.json", self._json),
            web.get("/statements.rss", self._rss),
            web.get("/statements/{id}", self._statement),
            web.get("/actors", self._actors),
            web.get("/actors/{id}", self._actor),
            web.get("/unreported", self._unreported),
            web.get("/untold", self._renamed),
            web.get("/why", self._why),
            web.get("/robots.txt", self._robots),
            web.get(self._drawing.style_path, self._style),
        ]

    def failure(self, title: str, said: str) -> str:
        """Return the page that says what went wrong."""
        return self._drawing.page("failure.html", title=title, said=said)

    async def _search(self, request: web.Request) -> web.Response:
        fields = fields_in(request.query)
        try:
            search = self._search_in(fields)
        except MistakeError as mistake:
            page = self._drawing.page("search.html", title="Search", **self._form(fields), mistake=mistake.lines)
            return failure(page, status=HTTPStatus.BAD_REQUEST)
        found = await self._store.statements(search.query(page=fields.page, size=limits.WEB_STATEMENTS_A_PAGE))
        nothing = (
            await nothing_found(search, store=self._store, names=self._names, zone=self._zone)
            if not found.total
            else ()
        )
        page = self._drawing.page(
            "search.html",
            title=f"{_number_of(found)}{search.said(self._zone)}",
            statements=[self._presented(view) for view in found.statements],
            nothing=nothing,
            turns=self._turns(fields, search, found),
            **self._form(fields),
        )
        return answer(request, page)

    async def _csv(self, request: web.Request) -> web.Response:
        _, found = await self._found(request, size=limits.FILE_STATEMENTS)
        text = csv_text([self._row(view) for view in found.statements])
        return answer(request, text, content_type="text/csv", file_name="statements.csv")

    async def _json(self, request: web.Request) -> web.Response:
        search, found = await self._found(request, size=limits.FILE_STATEMENTS)
        text = json_text(
            f"{_number_of(found)}{search.said(self._zone)}", [self._row(view) for view in found.statements]
        )
        return answer(request, text, content_type="application/json", file_name="statements.json")

    async def _rss(self, request: web.Request) -> web.Response:
        search, found = await self._found(request, size=limits.WEB_FEED)
        root = self._config.web.public_url or f"{request.scheme}://{request.host}"
        fields = fields_in(request.query)
        text = self._drawing.page(
            "feed.xml",
            title=f"On Record: statements{search.said(self._zone)}",
            root=root,
            page=fields.address(),
            feed=fields.address("/statements.rss"),
            statements=[self._presented(view) for view in found.statements],
        )
        return answer(request, text, content_type="application/rss+xml")

    async def _statement(self, request: web.Request) -> web.Response:
        view = await self._store.statement(request.match_info["id"])
        if view is None:
            raise web.HTTPNotFound(text=_NO_STATEMENT)
        given = await self._store.feedback_on(view.statement.id)
        one = self._presented(view)
        page = self._drawing.page(
            "statement.html",
            title=f"{one.actor}: {short(one.quote.with_verb(limits.TITLE), limits.TITLE)}",
            one=one,
            view=view,
            parts=statement_parts(view, given=given, config=self._config),
            versions=await versions_of(view, store=self._store, config=self._config),
        )
        return answer(request, page)

    async def _actors(self, request: web.Request) -> web.Response:
        newest = await self._store.newest_of([actor.id for actor in self._config.actors])
        actors = [
            {"actor": actor, "number": _number_of(page), "latest": [self._presented(one) for one in page.statements]}
            for actor in self._config.actors
            for page in [newest.get(actor.id, StatementPage(statements=(), total=0, more=False))]
        ]
        return answer(request, self._drawing.page("actors.html", title="Actors", actors=actors))

    async def _actor(self, request: web.Request) -> web.Response:
        actor = self._actor_with(request.match_info["id"])
        fields = fields_in(request.query)
        typed = fields.values["since"] or DEFAULT_PERIOD
        now = self._clock.now()
        mistake: tuple[Line, ...] = ()
        try:
            period = period_of(typed, now=now, zone=self._zone)
        except MistakeError as error:
            typed, mistake = DEFAULT_PERIOD, error.lines
            period = period_of(typed, now=now, zone=self._zone)
        chart = await activity_in(period, actor, store=self._store, now=now, zone=self._zone)
        newest = StatementQuery(
            actor_id=actor.id, since=period.since, until=period.until, limit=limits.WEB_STATEMENTS_A_PAGE
        )
        found = await self._store.statements(newest)
        page = self._drawing.page(
            "actor.html",
            title=actor.name,
            actor=actor,
            since=fields.values["since"],
            mistake=mistake,
            activity=chart,
            statements=[self._presented(view) for view in found.statements],
            number=_number_of(found),
            search=Fields(values={"actor": actor.id, "since": typed}),
        )
        return failure(page, status=HTTPStatus.BAD_REQUEST) if mistake else answer(request, page)

    async def _unreported(self, request: web.Request) -> web.Response:
        now = self._clock.now()
        chosen = request.query.get("outcome", "")
        wanted = {Outcome(chosen)} if chosen in UNREPORTED else UNREPORTED
        found = await self._store.concluded_lately(
            wanted, since=now - limits.WEB_UNREPORTED_FOR, limit=limits.WEB_UNREPORTED
        )
        page = self._drawing.page(
            "unreported.html",
            title="Not reported, and why",
            lines=await unreported_lines(found, store=self._store, config=self._config, now=now),
            counts=day_blocks(await self._store.concluded_since(now - limits.STATUS_COUNTS)),
            chosen=chosen,
            outcomes=sorted(UNREPORTED),
            days=limits.WEB_UNREPORTED_FOR.days,
        )
        return answer(request, page)

    async def _renamed(self, request: web.Request) -> web.Response:
        """Lead from the address up to 0.3.0, which people have in their notes, to the one of today."""
        raise web.HTTPMovedPermanently(request.rel_url.with_path("/unreported", keep_query=True))

    async def _why(self, request: web.Request) -> web.Response:
        what = short(request.query.get("what", ""), limits.LONGEST_LINK)
        if not what:
            raise web.HTTPFound("/unreported")
        now = self._clock.now()
        way = await way_of(self._store, what, config=self._config, now=now)
        blocks = Ways(config=self._config, now=now, in_full=False).blocks(way)
        return answer(request, self._drawing.page("why.html", title=f"Why: {what}", what=what, blocks=blocks))

    async def _robots(self, request: web.Request) -> web.Response:
        return answer(request, "User-agent: *\nDisallow: /\n", content_type="text/plain")

    async def _style(self, request: web.Request) -> web.Response:
        return answer(request, self._drawing.style, content_type="text/css", keep=KEPT_FOR_EVER)

    def _search_in(self, fields: Fields) -> Search:
        return search_in(fields, names=self._names, now=self._clock.now(), zone=self._zone)

    async def _found(self, request: web.Request, *, size: int) -> tuple[Search, StatementPage]:
        """Return what an address without a form asks for."""
        try:
            search = self._search_in(fields_in(request.query))
        except MistakeError as mistake:
            raise web.HTTPBadRequest(text=self._drawing.plain_lines(mistake.lines)) from mistake
        return search, await self._store.statements(search.query(size=size))

    def _presented(self, view: StatementView) -> Presented:
        return present(view, config=self._config, beside=view.statement.first_seen_at)

    def _row(self, view: StatementView) -> dict[str, Any]:
        return statement_row(view.statement, view.sightings, config=self._config)

    def _actor_with(self, actor_id: str) -> Actor:
        if all(one.id != actor_id for one in self._config.actors):
            raise web.HTTPNotFound(text=_NO_ACTOR)
        return actor_of(self._config, actor_id)

    def _form(self, fields: Fields) -> dict[str, Any]:
        """Return what the form and its links are made of."""
        return {
            "fields": fields,
            "actors": self._config.actors,
            "sources": sorted(self._config.sources, key=lambda one: one.name.casefold()),
            "kinds": tuple(Kind),
        }

    @staticmethod
    def _turns(fields: Fields, search: Search, found: StatementPage) -> dict[str, str]:
        """Return where the page before and the page behind stand; behind the last that is counted are older ones."""
        turns = {"Newer": fields.address(page=fields.page - 1)} if fields.page else {}
        if (fields.page + 1) * limits.WEB_STATEMENTS_A_PAGE < found.total and fields.page < limits.WEB_LAST_PAGE:
            turns["Older"] = fields.address(page=fields.page + 1)
        elif found.more and found.statements:
            since = search.period.since if search.period else None
            last_at = found.statements[-1].statement.first_seen_at.replace(second=0, microsecond=0)
            # Times are typed in minutes: some statements of the last one are shown again, and none is passed over.
            rest = Period(since=since, until=last_at + timedelta(minutes=1))
            turns["Older"] = fields_of(replace(search, period=rest)).address()
        return turns


def _number_of(found: StatementPage) -> str:
    return f"{'more than ' if found.more else ''}{count(found.total, 'statement')}"

"""An article that is reported, its page looked at again, and what was corrected then."""

from __future__ import annotations

from datetime import timedelta

from bot.core.model import CorrectionKind, DeliveryKind, DeliveryState, StatementQuery
from tests.engine import CONFIG, SLACK, Engine

URL = "https://wire.example/1"
SAID = "We will not sit at any table under threats, and we will ship 25 percent of the grain abroad."
OTHER = "The bridge over the northern canal will be open before the first snow."
LATER = "Inspectors were never shown to the door here, whatever is written about it."
FILLER = "\n".join(
    f"The {place} was full long before the doors closed." for place in ("hall", "quay", "market", "square")
)
STORY = f"About the harbour.\nbaghaei: {SAID}\n{FILLER}\ntrump: {OTHER}\nThe ferries ran as on any other day."
STUB = "Subscribe for one euro a month to read on. Already a reader? Log in.\nMost read: ten beaches of the far north."
ANOTHER_PAGE = (
    "Other news of the day.\nThe old town hall is for sale, and nobody wants to buy it, since the roof leaks."
)
THINGS = "Work on bridge number {} begins before the first snow, whatever it costs."
CHANGED, REMOVED, WITHDRAWN, REASCRIBED, RESTORED = CorrectionKind


async def story_reported():
    engine = await Engine.started()
    engine.publish("wire", URL, STORY)
    await engine.run()
    return engine


async def look_again(engine, page=None, *, after=timedelta(minutes=10)):
    """Let the page be another, and go by until it was fetched again."""
    if page is not None:
        engine.web.pages[URL] = page
    engine.clock.advance(seconds=after.total_seconds())
    engine.web.asked.clear()
    await engine.run()
    return URL in engine.web.asked


async def change_before_posting(engine, page):
    """Read another article, and let its page be another ten minutes later, while its alert waits still."""
    url = "https://wire.example/2"
    engine.publish("wire", url, f"baghaei: {LATER}\n{FILLER}")
    await engine.poll()
    await engine.read()
    engine.web.pages[url] = page
    engine.clock.advance(minutes=10)


async def noted(engine):
    """Return what was corrected, as (kind, text) by the words of the statement."""
    page = await engine.store.statements(StatementQuery(limit=100))
    return {
        view.statement.text: [(one.kind, one.text) for one in view.corrections]
        for view in page.statements
        if view.corrections
    }


async def replies(engine, channel=SLACK):
    sent = await engine.store.deliveries(DeliveryState.SENT, limit=100)
    of_channel = [one for one in sent if one.kind is DeliveryKind.CORRECTION and str(one.channel) == channel]
    return [engine.slack.shown.get(one.id, engine.discord.shown.get(one.id))[1][0] for one in reversed(of_channel)]


async def said(engine, **query):
    return [view.statement.text for view in (await engine.store.statements(StatementQuery(**query))).statements]


async def twenty_reported():
    engine = await Engine.started(f"{CONFIG}\n[alerts]\nlimit = 100")
    for number in range(20):
        engine.publish("wire", f"https://wire.example/{number}", f"trump: {THINGS.format(number)}\n{FILLER}")
    await engine.run()
    return engine

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.model import Channel, Kind, Novelty, Platform, Target, Tier, Urgency
from bot.core.outcomes import Outcome
from bot.rules.routing import loudest, newly_wanted, thread_of, unwanted
from tests.rules.samples import ROUTE, SOURCE, STATEMENT

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
OTHER = Channel(platform=Platform.SLACK, channel_id="C0000000001")


def refusal(route, statement=STATEMENT, **more):
    """Return the outcome with which a route refuses a statement, or None."""
    refused = unwanted(route, statement, **{"source": SOURCE, "headline": "", "now": NOW} | more)
    return refused and refused[0]


@pytest.mark.parametrize(
    ("route", "wanted"),
    [
        ({}, True),
        ({"actor_ids": ("trump",)}, True),
        ({"actor_ids": ("baghaei",)}, False),
        ({"source_ids": ("wire", "other")}, True),
        ({"source_ids": ("other",)}, False),
        ({"tiers": (Tier.PRIMARY, Tier.WIRE)}, True),
        ({"tiers": (Tier.PRIMARY,)}, False),
        ({"least_confidence": 0.8}, True),
        ({"least_confidence": 0.81}, False),
        ({"words": ("TALKS", "tariffs")}, True),
        ({"words": ("summit",)}, True),
        ({"words": ("tariffs",)}, False),
        ({"words": ("talk",)}, True),
        ({"words": ("alks",)}, False),
        ({"words": ("go on",)}, True),
        ({"words": ("on go",)}, False),
        ({"words": ("mit",)}, False),
    ],
)
def test_a_route_wants_what_meets_all_its_conditions(route, wanted):
    assert (refusal(replace(ROUTE, **route), headline="Before the Summit") is None) is wanted


WORDS_OF_ROUTES = """
    Iran will cut enrichment to 3.67 percent | enrichment        |          | hit
    Iran will cut enrichment to 3.67 percent | Enrich            |          | hit   a stem, in any case
    Iran will cut enrichment to 3.67 percent | rich              |          | miss  no stem stands within a word
    Iran will cut enrichment to 3.67 percent | cut               |          | hit
    The cutter was there                     | cut               |          | miss  three letters begin no other word
    Tariffs on steel begin on Monday         | tariff            |          | hit
    Tariffs on steel begin on Monday         | steel tariff      |          | miss  a phrase stands in its order
    Tariffs on steel begin on Monday         | tariff on steel   |          | hit
    Tariffs on steel begin on Monday         | "tariff on steel" |          | hit   marks of its own change nothing
    Tariffs on steel begin on Monday         | copper, steel     |          | hit   one of them is enough
    Tariffs on steel begin on Monday         | copper, nickel    |          | miss
    Tariffs on steel begin on Monday         | steel             | monday   | miss
    Tariffs on steel begin on Monday         |                   | monday   | miss
    Tariffs on steel begin on Monday         |                   | begin on | miss
    Tariffs on steel begin on Monday         |                   | on begin | hit
    Tariffs on steel begin on Monday         |                   | mon      | hit
    Tariffs on steel begin on Monday         | copper            | nickel   | miss
    The Élysée was not consulted             | elysee            |          | hit   accents are no difference
    The wars in the east will end            | war               |          | hit   in the plural
    The war in the east will end             | wars              |          | hit   and in the singular
    They are warring in the east             | war               |          | hit
    He warned of wary software warehouses    | war               |          | miss  words that only look like it
    The tariff on steel ends                 | tariffs           |          | hit
    Two cities were sanctioned               | city              |          | hit
    Two cities were sanctioned               | sanctions         |          | hit
    They banned it                           | ban               |          | hit
    We will strike them                      | striking          |          | hit
    They are striking a deal                 | strike deal       |          | miss  "a" stands between
    The new hall was full                    | news              |          | miss  not one of two forms
    It was cited twice                       | city              |          | miss
    The car was full                         | care              |          | miss
    She was caring for them                  | car               |          | miss
    The ceasefire holds                      | cease-fire        |          | hit
    The cease-fire holds                     | ceasefire         |          | hit
    The cease\N{NON-BREAKING HYPHEN}fires held | ceasefire         |          | hit
    The cease fire holds                     | cease-fire        |          | hit
    Follow up on the cease-fire              | follow-up         |          | hit
    A nuclear cease-fire deal                | nuclear ceasefire |          | hit
    The U.S. navy left                       | US                |          | hit
    The U.S.-led force left                  | US                |          | hit
    The U.S.'s force left                    | US                |          | hit
    The US navy left                         | U.S.              |          | hit
    The US navy left                         | u.s. navy         |          | hit
    They gave us nothing                     | US                |          | miss  a name in capitals is no small word
    They gave us nothing                     | U.S.              |          | miss
    They gave us nothing                     | us                |          | hit   as it was written
    Those who left                           | WHO               |          | miss
    The WHO left                             | WHO               |          | hit
    It ends at 5 p.m. today                  | PM                |          | miss
    The MPs left                             | MP                |          | hit
    The I.A.E.A. inspectors left             | IAEA              |          | hit
    They gave us nothing                     |                   | US       | hit
    The U.S. navy left                       |                   | US       | miss
    The wars in the east will end            |                   | war      | miss
    Iran's nuclear deals                     | Iran nuclear deal |          | hit
    Talks on tariffs                         | TALKS             |          | hit   longer words in any case
    ترامپ درباره تحریم‌ها گفت                | تحريم             |          | hit   nor is a keyboard's letter
"""


@pytest.mark.parametrize("row", [line.strip() for line in WORDS_OF_ROUTES.strip().splitlines()])
@pytest.mark.parametrize("in_headline", [False, True], ids=["statement", "headline"])
def test_words_of_a_route_are_found_in_all_their_forms(row, in_headline):
    text, words, not_words, wanted = (cell.strip() for cell in row.split("|"))
    route = replace(ROUTE, words=_listed(words), not_words=_listed(not_words))
    said, headline = ("The hall was full.", text) if in_headline else (text, "")
    found = refusal(route, replace(STATEMENT, text=said), headline=headline)
    assert found is (None if wanted.startswith("hit") else Outcome.OTHER_WORDS)


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in cell.split(",") if word.strip())


NEW, CHANGED, REPEAT = Novelty.NEW, Novelty.CHANGED, Novelty.REPEAT


@pytest.mark.parametrize(
    ("asked", "repeats", "novelty", "heard_before", "refused"),
    [
        ((), False, NEW, True, None),
        ((), False, CHANGED, True, None),
        ((), False, REPEAT, True, Outcome.REPEAT),
        ((), True, REPEAT, True, None),
        pytest.param((), False, REPEAT, False, None, id="a repeat is news to a channel that heard of none"),
        ((CHANGED,), False, CHANGED, True, None),
        ((CHANGED,), False, NEW, True, Outcome.OTHER_NOVELTY),
        ((CHANGED,), False, REPEAT, True, Outcome.REPEAT),
        ((CHANGED,), False, REPEAT, False, Outcome.OTHER_NOVELTY),
        ((CHANGED,), True, REPEAT, True, None),
        ((REPEAT,), False, REPEAT, True, None),
        ((REPEAT,), False, NEW, True, Outcome.OTHER_NOVELTY),
        ((NEW,), False, REPEAT, False, None),
    ],
)
def test_a_route_asks_for_what_a_statement_is_against_the_record(asked, repeats, novelty, heard_before, refused):
    route = replace(ROUTE, novelty=asked, repeats=repeats)
    assert refusal(route, replace(STATEMENT, novelty=novelty), heard_before=heard_before) is refused


@pytest.mark.parametrize("kind", list(Kind))
def test_a_route_asks_for_how_words_are_given(kind):
    quoted = replace(ROUTE, kinds=(Kind.DIRECT, Kind.MIXED))
    refused = refusal(quoted, replace(STATEMENT, kind=kind))
    assert refused is (Outcome.OTHER_KIND if kind is Kind.INDIRECT else None)


@pytest.mark.parametrize(("minutes", "refused"), [(1, Outcome.MUTED), (0, None), (-1, None)])
def test_a_muted_route_wants_nothing_until_its_time(minutes, refused):
    assert refusal(replace(ROUTE, muted_until=NOW + timedelta(minutes=minutes))) is refused


SILENT, MENTION = Urgency.SILENT, Urgency.MENTION


@pytest.mark.parametrize(
    ("wanting", "loud"),
    [
        ([], (Urgency.NORMAL, "")),
        ([(SILENT, "")], (SILENT, "")),
        ([(SILENT, ""), (Urgency.NORMAL, "")], (Urgency.NORMAL, "")),
        ([(SILENT, ""), (MENTION, "1"), (Urgency.NORMAL, "")], (MENTION, "1")),
        pytest.param([(MENTION, "1"), (MENTION, "2")], (MENTION, "1"), id="one is mentioned: by the first"),
    ],
)
def test_the_most_urgent_of_the_routes_that_want_it_decides(wanting, loud):
    assert loudest([replace(ROUTE, urgency=urgency, mention=mention) for urgency, mention in wanting]) == loud


@pytest.mark.parametrize(
    ("route", "reached", "wanted"),
    [
        pytest.param(ROUTE, [], True, id="nobody has heard of it"),
        pytest.param(ROUTE, [ROUTE.channel], False, id="its channel has"),
        pytest.param(ROUTE, [OTHER], True, id="another channel has"),
        pytest.param(replace(ROUTE, tiers=(Tier.PRIMARY,)), [], False, id="not of that tier"),
        pytest.param(replace(ROUTE, least_confidence=0.81), [], False, id="not sure enough"),
    ],
)
def test_a_route_hears_once_of_what_it_wants(route, reached, wanted):
    assert newly_wanted(route, STATEMENT, source=SOURCE, headline="", reached=reached, now=NOW) is wanted


THREADED = replace(ROUTE, target=Target.THREAD_A_DAY)


@pytest.mark.parametrize(
    ("routes", "at", "thread"),
    [
        pytest.param([THREADED], NOW, "2026-05-01 trump", id="a thread a day"),
        pytest.param([THREADED], NOW + timedelta(hours=11), "2026-05-02 trump", id="the day of the desk's own zone"),
        pytest.param([ROUTE], NOW, None, id="the channel"),
        pytest.param([THREADED, ROUTE], NOW, None, id="one route wants it in the channel"),
    ],
)
def test_an_alert_goes_into_the_thread_of_its_day_unless_a_route_wants_it_in_the_channel(routes, at, thread):
    assert thread_of(routes, "trump", at=at, zone="Europe/Berlin") == thread

"""A card tells the name, the words, the source and whether it is new, within its limits."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.model import Actor, Kind, Novelty, Precision, Tier
from handlers import card as cards
from handlers.card import Badge, card, confidence_words, fallback, kind_words
from handlers.segments import Style, line_text
from handlers.text import plain
from tests.handlers.samples import CONFIG, report_view, statement_view
from tests.handlers.test_text import NASTY
from tests.store.samples import NOON, after, quotation, statement


def lines(shown):
    return [line_text(line) for line in shown.details]


def test_a_card_tells_the_essentials():
    told = statement_view(
        text="We will build the bridge.", confidence=0.97, quotation=quotation(manner="told reporters at the quay")
    )
    shown = card(report_view(told, title="Bridge to come"), config=CONFIG)
    assert (shown.title, shown.role, shown.badge) == ("Orla Venn", "Mayor of Port Sorrel", Badge.NEW)
    assert shown.quotes[0].text == "“We will build the bridge.”"
    assert line_text(shown.quotes[0].notes) == "in her own words · told reporters at the quay · sure (97 %)"
    assert (shown.outlet, shown.tier, shown.headline) == ("Harbour Gazette", Tier.OUTLET, "Bridge to come")
    assert lines(shown) == [
        "Harbour Gazette · news outlet · Bridge to come",
        "said 4 Mar 2025, 13:00 CET · published 4 Mar 2025, 13:00 CET",
    ]
    assert shown.details[0][-1].url == "https://gazette.example/bridge?a=1"
    assert [segment.at for segment in shown.details[1] if segment.style is Style.TIME] == [NOON, NOON]


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        pytest.param("We go.", Kind.DIRECT, "“We go.”", id="direct"),
        pytest.param("“We go.”", Kind.DIRECT, "“We go.”", id="direct with its marks"),
        pytest.param("that they go", Kind.INDIRECT, "that they go", id="indirect"),
        pytest.param("the “old ferry” goes", Kind.MIXED, "the “old ferry” goes", id="mixed"),
        pytest.param("old ferry” goes", Kind.MIXED, "“old ferry” goes", id="mixed without its first mark"),
        pytest.param("goes by “old ferry", Kind.MIXED, "goes by “old ferry”", id="mixed without its last mark"),
        pytest.param('old ferry" goes', Kind.MIXED, '“old ferry" goes', id="mixed, straight, without its first"),
        pytest.param('goes by "old ferry', Kind.MIXED, 'goes by "old ferry”', id="mixed, straight, without its last"),
        pytest.param("\u200b", Kind.INDIRECT, "[no readable words]", id="nothing to see"),
    ],
)
def test_only_the_actors_own_words_stand_in_marks(text, kind, expected):
    assert card(report_view(statement_view(text=text, kind=kind)), config=CONFIG).quotes[0].words == expected


@pytest.mark.parametrize(
    ("novelty", "before"),
    [
        pytest.param(Novelty.CHANGED, "before, 4 Mar 2025, 11:30 CET: “We will cut it by 25 percent.”", id="a turn"),
        pytest.param(
            Novelty.NEW, "before, 4 Mar 2025, 11:30 CET: “We will cut it by 25 percent.”", id="perhaps the same"
        ),
        pytest.param(Novelty.REPEAT, "", id="the same words need no second look"),
    ],
)
def test_the_earlier_wording_stands_below_where_it_has_to_be_compared(novelty, before):
    earlier = statement("s0", text="We will cut it by 25 percent.", said_at=after(-90))
    view = replace(statement_view(novelty=novelty, text="We will cut it by 35 percent."), earlier=earlier)
    assert line_text(card(report_view(view), config=CONFIG).quotes[0].before) == before


@pytest.mark.parametrize(
    ("number", "expected"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (22, "22nd"), (113, "113th")]
)
def test_ordinals(number, expected):
    assert cards.ordinal(number) == expected


@pytest.mark.parametrize(
    ("text", "kind", "sense", "expected"),
    [
        ("that the works are late", Kind.INDIRECT, "denies", "denies that the works are late"),
        ("that the works are late", Kind.INDIRECT, None, "says that the works are late"),
        ("the works are late", Kind.INDIRECT, "denies", "denies: the works are late"),
        ("the works are late", Kind.INDIRECT, None, "the works are late"),
        ("That was late.", Kind.DIRECT, None, "“That was late.”"),
        ("We were late.", Kind.DIRECT, "admits", "admits: “We were late.”"),
    ],
)
def test_what_leads_into_words_that_cannot_stand_alone(text, kind, sense, expected):
    told = statement_view(text=text, kind=kind, sense=sense)
    assert card(report_view(told), config=CONFIG).quotes[0].text == expected


@pytest.mark.parametrize(
    ("pronouns", "expected"),
    [
        (("he", "him", "his", "himself"), "in his own words"),
        (("she", "her", "hers", "herself"), "in her own words"),
        (("they", "them", "their"), "in their own words"),
        ((), "in their own words"),
    ],
)
def test_own_words_are_told_with_the_actors_pronoun(pronouns, expected):
    assert kind_words(Kind.DIRECT, Actor(id="a", name="A", pronouns=pronouns)) == expected


@pytest.mark.parametrize(
    ("confidence", "expected"),
    [
        (1.0, "sure (100 %)"),
        (0.9, "sure (90 %)"),
        (0.899, "likely (89 %)"),
        (0.69, "unsure (69 %)"),
        (7.0, "sure (100 %)"),
    ],
)
def test_confidence_is_told_in_words_and_never_rounded_up(confidence, expected):
    assert confidence_words(confidence) == expected


@pytest.mark.parametrize(
    ("view", "badge", "note"),
    [
        pytest.param(statement_view(), Badge.NEW, "likely (75 %)", id="new"),
        pytest.param(statement_view(novelty=Novelty.REPEAT), Badge.SAID_BEFORE, "likely (75 %)", id="another occasion"),
        pytest.param(
            replace(statement_view(novelty=Novelty.REPEAT), earlier=statement(said_at=after(-90)), times=3),
            Badge.SAID_BEFORE,
            "3rd time since 4 Mar 2025, 11:30 CET",
            id="counted",
        ),
        pytest.param(
            statement_view(novelty=Novelty.CHANGED, verdict="differs: 25 → 35 percent"),
            Badge.CHANGED,
            "differs: 25 → 35 percent",
            id="other position",
        ),
        pytest.param(
            statement_view(seen=(("wire", -90.0), ("gazette", 0.0))),
            Badge.SAID_BEFORE,
            "first seen 4 Mar 2025, 11:30 CET",
            id="seen before this report",
        ),
        pytest.param(
            statement_view(seen=(("gazette", 0.0), ("wire", 5.0))), Badge.NEW, "likely (75 %)", id="seen again later"
        ),
    ],
)
def test_the_badge_says_whether_it_is_new(view, badge, note):
    shown = card(report_view(view), config=CONFIG)
    assert shown.badge is badge
    assert line_text(shown.quotes[0].notes).endswith(note)


@pytest.mark.parametrize(("count", "more"), [(1, ""), (3, ""), (4, "and 1 more"), (7, "and 4 more")])
def test_three_statements_are_shown_and_the_rest_counted(count, more):
    shown = card(report_view(*(statement_view(f"s{place}") for place in range(count))), config=CONFIG)
    assert [quote.statement_id for quote in shown.quotes] == [f"s{place}" for place in range(min(count, 3))]
    assert shown.more_text == more
    assert shown.lead_statement_id == "s0"


def test_other_outlets_are_named_first_seen_first_with_the_primary_source():
    seen = (("gazette", 0.0), ("copies", 1.0), ("wire", 2.0), ("evening", 3.0), ("town-hall", 4.0), ("closed", 5.0))
    shown = card(report_view(statement_view(seen=seen), statement_view("s2", seen=(("wire", 5.0),))), config=CONFIG)
    assert (shown.also, shown.also_more, shown.primary) == (
        ("All Copies", "Coast Wire", "Evening Quay"),
        1,
        "Town Hall",
    )
    assert lines(shown)[-1] == "also: All Copies, Coast Wire, Evening Quay, +1 · primary source: Town Hall"


def test_a_primary_source_needs_no_other():
    seen = (("town-hall", 0.0), ("gazette", 1.0))
    shown = card(report_view(statement_view(seen=seen), source_id="town-hall"), config=CONFIG)
    assert (shown.also, shown.primary) == (("Harbour Gazette",), "")


def test_what_the_config_no_longer_knows_is_still_named():
    told = report_view(statement_view(seen=(("gone", 0.0),)), source_id="gone", url="https://www.gone.example/1")
    shown = card(replace(told, report=replace(told.report, actor_id="stranger")), config=CONFIG)
    assert (shown.title, shown.outlet, shown.tier) == ("stranger", "www.gone.example", Tier.OUTLET)


def test_an_article_without_headline_date_or_safe_address_makes_a_card():
    shown = card(report_view(statement_view(said_at=None), title=" ", url="ftp://x", published_at=None), config=CONFIG)
    assert (shown.headline, shown.url) == ("", "")
    assert lines(shown) == ["Harbour Gazette · news outlet · article"]


def test_the_fallback_is_the_alert_in_one_line():
    assert (
        fallback(card(report_view(), config=CONFIG)) == "NEW · Orla Venn: “We will build the bridge.” (Harbour Gazette)"
    )


def test_a_grown_statement_makes_the_same_card_but_for_the_outlets():
    before = card(report_view(statement_view()), config=CONFIG)
    after_ = card(report_view(statement_view(seen=(("gazette", 0.0), ("wire", 9.0)))), config=CONFIG)
    changed = {field.name for field in fields(before) if getattr(before, field.name) != getattr(after_, field.name)}
    assert changed == {"also", "details"}


@example(texts=["“"], kind=Kind.DIRECT, manner=None, sense=None, title="", url="")
@given(
    texts=st.lists(NASTY, min_size=1, max_size=6),
    kind=st.sampled_from(Kind),
    manner=st.none() | NASTY,
    sense=st.none() | NASTY,
    title=NASTY,
    url=NASTY,
)
def test_any_source_text_gives_a_plain_card_within_its_limits(texts, kind, manner, sense, title, url):
    found = quotation(manner=manner)
    views = [
        statement_view(f"s{place}", text=text * 40, kind=kind, sense=sense, quotation=found)
        for place, text in enumerate(texts)
    ]
    shown = card(report_view(*views, title=title * 20, url=url), config=CONFIG)
    assert shown.title
    assert shown.outlet
    for place, quote in enumerate(shown.quotes):
        assert quote.words.strip("“” ")
        assert len(quote.words) <= (cards.QUOTE_LIMIT if place else cards.LEAD_LIMIT) + 2
        assert len(quote.lead_in) <= cards.SENSE_LIMIT + 2
        assert quote.text == plain(quote.text)
        assert quote.words.startswith("“") or quote.kind is not Kind.DIRECT
    assert len(shown.headline) <= cards.HEADLINE_LIMIT
    assert shown.headline == plain(shown.headline)
    assert "\n" not in fallback(shown)
    assert len(fallback(shown)) <= cards.FALLBACK_LIMIT


def test_times_stay_moments_for_platforms_that_show_each_reader_a_zone():
    shown = card(report_view(statement_view(said_at=after(-30))), config=CONFIG)
    assert (shown.said_at, shown.published_at) == (after(-30), NOON)


@pytest.mark.parametrize(
    ("precision", "told"),
    [
        (Precision.MOMENT, "said 3 Jun 2019, 02:00 CEST"),
        (Precision.DAY, "said 3 Jun 2019"),
        (Precision.WEEK, "said in the week of 3 Jun 2019"),
        (Precision.MONTH, "said in Jun 2019"),
        (Precision.YEAR, "said in 2019"),
    ],
)
def test_a_time_is_told_no_more_exactly_than_it_is_known(precision, told):
    said_at = datetime(2019, 6, 3, tzinfo=UTC)
    shown = card(report_view(statement_view(said_at=said_at, said_precision=precision)), config=CONFIG)
    assert line_text(shown.details[1]) == f"{told} · published 4 Mar 2025, 13:00 CET"
    assert any(piece.style is Style.TIME and piece.at == said_at for piece in shown.details[1]) == (
        precision is Precision.MOMENT
    )


def test_a_repeat_counts_from_the_year_that_is_known():
    first = statement(said_at=datetime(2019, 1, 1, tzinfo=UTC), said_precision=Precision.YEAR)
    view = replace(statement_view(novelty=Novelty.REPEAT), earlier=first, times=2)
    shown = card(report_view(view), config=CONFIG)
    assert "2nd time since 2019" in line_text(shown.quotes[0].notes)

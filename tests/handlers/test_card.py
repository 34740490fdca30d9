"""A card tells the name, the words, the source and whether it is new, within its limits."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.model import CorrectionKind, FeedbackKind, Kind, Novelty, Precision, Tier
from handlers import limits
from handlers.render.badges import Badge
from handlers.render.card import card, fallback, quote_lines
from handlers.render.segments import Style, line_text
from handlers.render.text import plain
from tests.handlers.samples import CONFIG, correction, quoting, report_view, statement_view
from tests.handlers.test_text import NASTY
from tests.store.samples import NOON, after, quotation, statement, turned_from


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
    shown = card(report_view(statement_view(text=text, kind=kind)), config=CONFIG)
    assert line_text(shown.quotes[0].words) == expected


def styled(line, style):
    return [piece.text for piece in line if piece.style is style]


def turned(
    novelty=Novelty.CHANGED,
    *,
    before="We will cut it by 25 percent.",
    after_="We will cut it by 35 percent.",
    **changes,
):
    earlier = statement("s0", text=before, said_at=after(-90))
    first = statement_view("s0", seen=(("wire", -90.0),)).sightings
    return replace(statement_view(novelty=novelty, text=after_, **changes), earlier=earlier, earlier_sightings=first)


@pytest.mark.parametrize(
    ("novelty", "before"),
    [
        pytest.param(
            Novelty.CHANGED, "earlier, 4 Mar 2025, 11:30 CET, Coast Wire: “We will cut it by 25 percent.”", id="a turn"
        ),
        pytest.param(
            Novelty.NEW,
            "earlier, 4 Mar 2025, 11:30 CET, Coast Wire: “We will cut it by 25 percent.”",
            id="perhaps the same",
        ),
    ],
)
def test_the_earlier_wording_stands_below_where_it_has_to_be_compared(novelty, before):
    assert line_text(card(report_view(turned(novelty)), config=CONFIG).quotes[0].before) == before


def test_a_turn_marks_the_words_that_differ_in_both_wordings():
    quote = card(report_view(turned()), config=CONFIG).quotes[0]
    assert (styled(quote.words, Style.MARKED), styled(quote.before, Style.MARKED)) == (["35"], ["25"])


def test_what_may_be_the_same_marks_nothing():
    quote = card(report_view(turned(Novelty.NEW)), config=CONFIG).quotes[0]
    assert not styled(quote.words, Style.MARKED) + styled(quote.before, Style.MARKED)


def test_a_turn_in_other_words_marks_what_the_verdict_names():
    view = turned(
        before="A quarter of the tolls, 25 percent, shall go.",
        after_="Motorists may hope: down they come, by 35 percent in all.",
        verdict=turned_from("25 percent", "35 percent"),
    )
    quote = card(report_view(view), config=CONFIG).quotes[0]
    assert (styled(quote.words, Style.MARKED), styled(quote.before, Style.MARKED)) == (["35 percent"], ["25 percent"])


def test_a_turn_at_the_end_of_long_words_is_in_sight():
    long = "We have thought about the tolls for a good while, and so has everyone at the quay. " * 12
    view = turned(before=f"{long}They fall by 25 percent.", after_=f"{long}They fall by 35 percent.")
    quote = card(report_view(view), config=CONFIG).quotes[0]
    assert line_text(quote.words).endswith("They fall by 35 percent.”")
    assert line_text(quote.words).startswith("“…")
    assert "They fall by 25 percent.”" in line_text(quote.before)


@pytest.mark.parametrize(
    ("verdict", "expected"),
    [
        (
            turned_from("25 percent", "35 percent"),
            "CHANGED · Orla Venn: 35 percent, before: 25 percent. “We will cut it by 35 percent.” (Harbour Gazette)",
        ),
        (None, "CHANGED · Orla Venn: “We will cut it by 35 percent.” (Harbour Gazette)"),
    ],
)
def test_a_notification_of_a_change_tells_the_turn(verdict, expected):
    assert fallback(card(report_view(turned(verdict=verdict)), config=CONFIG)) == expected


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        pytest.param((-90.0,), "said before: 2nd time since 4 Mar · first in Coast Wire", id="once before"),
        pytest.param(
            (-2880.0, -1500.0, -90.0),
            "said before: 2nd time since 2 Mar · first in Coast Wire · last in Coast Wire, 11:30 CET",
            id="often, the last today",
        ),
        pytest.param((), "said before: 2nd time since 4 Mar", id="by nobody who is on record"),
    ],
)
def test_a_repeat_says_how_often_and_links_to_the_first_and_the_last_report(minutes, expected):
    reports = tuple(
        one for place, at in enumerate(minutes) for one in statement_view(f"e{place}", seen=(("wire", at),)).sightings
    )
    first = statement("e0", said_at=after(minutes[0] if minutes else -90))
    view = replace(statement_view(novelty=Novelty.REPEAT), earlier=first, earlier_sightings=reports, times=2)
    line = card(report_view(view), config=CONFIG).quotes[0].before
    assert line_text(line) == expected
    assert {piece.url for piece in line if piece.style is Style.LINK} == (
        {"https://wire.example/bridge?a=1"} if reports else set()
    )


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
    ("view", "badge", "note"),
    [
        pytest.param(statement_view(), Badge.NEW, "likely (75 %)", id="new"),
        pytest.param(statement_view(novelty=Novelty.REPEAT), Badge.SAID_BEFORE, "likely (75 %)", id="another occasion"),
        pytest.param(
            statement_view(novelty=Novelty.CHANGED, verdict=turned_from("25", "35 percent")),
            Badge.CHANGED,
            "35 percent, before: 25",
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


def test_other_outlets_are_named_first_seen_first():
    seen = (("gazette", 0.0), ("copies", 1.0), ("wire", 2.0), ("evening", 3.0), ("closed", 5.0))
    shown = card(report_view(statement_view(seen=seen), statement_view("s2", seen=(("wire", 5.0),))), config=CONFIG)
    assert lines(shown)[-1] == "also reported by All Copies, Coast Wire, Evening Quay and 1 more"


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        pytest.param(4.0, "now in a primary source: Town Hall, 13:04 CET", id="after the alert"),
        pytest.param(-1.0, "in a primary source: Town Hall, 12:59 CET", id="before it"),
        pytest.param(1440.0, "now in a primary source: Town Hall, 5 Mar 2025, 13:00 CET", id="on another day"),
    ],
)
def test_the_message_says_when_a_primary_source_has_it(minutes, expected):
    seen = (("gazette", -2.0), ("wire", 1.0), ("town-hall", minutes))
    shown = card(report_view(statement_view(seen=seen)), config=CONFIG)
    assert lines(shown)[-2:] == ["also reported by Coast Wire", expected]
    assert shown.quotes[0].primary == ()
    assert [piece.url for piece in shown.details[-1] if piece.style is Style.LINK] == [
        "https://town-hall.example/bridge?a=1"
    ]


def test_a_primary_source_of_one_statement_is_no_source_of_the_others():
    shown = card(
        report_view(statement_view(), statement_view("s2", seen=(("gazette", 0.0), ("town-hall", 4.0)))), config=CONFIG
    )
    told = [line_text(quote.primary) for quote in shown.quotes]
    assert told == ["", "now in a primary source: Town Hall, 13:04 CET"]
    assert "Town Hall" not in "".join(lines(shown))


def test_a_primary_source_needs_no_other():
    seen = (("town-hall", 0.0), ("gazette", 1.0))
    shown = card(report_view(statement_view(seen=seen), source_id="town-hall"), config=CONFIG)
    assert lines(shown)[-1] == "also reported by Harbour Gazette"


def test_what_the_config_no_longer_knows_is_still_named():
    told = report_view(
        statement_view(seen=(("gone", 0.0),), actor_id="stranger"), source_id="gone", url="https://www.gone.example/1"
    )
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
    assert changed == {"details"}


@example(
    texts=["“"],
    kind=Kind.DIRECT,
    manner=None,
    sense=None,
    title="",
    url="",
    novelty=Novelty.NEW,
    ruling=None,
    before="",
)
@given(
    texts=st.lists(NASTY, min_size=1, max_size=6),
    kind=st.sampled_from(Kind),
    manner=st.none() | NASTY,
    sense=st.none() | NASTY,
    title=NASTY,
    url=NASTY,
    novelty=st.sampled_from(Novelty),
    ruling=st.none() | st.sampled_from(FeedbackKind),
    before=NASTY,
)
def test_any_source_text_gives_a_plain_card_within_its_limits(
    texts, kind, manner, sense, title, url, novelty, ruling, before
):
    views = [
        replace(
            statement_view(
                f"s{place}",
                text=text * 40,
                kind=kind,
                sense=sense,
                quotation=quotation(manner=manner),
                novelty=novelty,
                ruling=ruling if place else None,
                verdict=turned_from(before, text),
                seen=(("gazette", 0.0), ("wire", 1.0), ("town-hall", 2.0)),
            ),
            earlier=statement("s0", text=before * 40, kind=kind),
            earlier_sightings=statement_view("s0").sightings,
            corrections=tuple(
                correction(kind, of=f"s{place}", source_id=source_id, text=before)
                for kind, source_id in zip(CorrectionKind, ("gazette", "wire", "town-hall"), strict=False)
            ),
        )
        for place, text in enumerate(texts)
    ]
    shown = card(report_view(*views, title=title * 20, url=url), config=CONFIG)
    assert shown.title
    assert shown.outlet
    for place, quote in enumerate(shown.quotes):
        told = line_text(quote.words)
        assert told.strip("“” ")
        assert len(told) <= (limits.QUOTE if place else limits.LEAD) + 2
        assert len(quote.lead_in) <= limits.SENSE + 2
        assert quote.text == plain(quote.text)
        assert told.startswith("“") or quote.kind is not Kind.DIRECT
        assert len(line_text(quote.before)) <= limits.EARLIER_WORDS + 120
        assert len(line_text(quote.marks)) <= 300
        for line in quote_lines(shown, quote):
            assert line_text(line).strip()
            assert all(piece.text == plain(piece.text) for piece in line)
    assert all(len(button.label) <= limits.LABEL and len(button.token) <= limits.TOKEN for button in shown.buttons)
    assert len(shown.headline) <= limits.HEADLINE
    assert shown.headline == plain(shown.headline)
    assert "\n" not in fallback(shown)
    assert len(fallback(shown)) <= limits.FALLBACK


def test_only_short_addresses_lead_to_other_outlets():
    seen = (("gazette", 0.0), ("town-hall", 4.0))
    view = statement_view(seen=seen)
    long = replace(view.sightings[1], article=replace(view.sightings[1].article, url="https://t.example/" + "a" * 300))
    shown = card(report_view(replace(view, sightings=(view.sightings[0], long))), config=CONFIG)
    assert lines(shown)[-1] == "now in a primary source: Town Hall, 13:04 CET"
    assert styled(shown.details[-1], Style.LINK) == []


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
    assert line_text(shown.quotes[0].before) == "said before: 2nd time since 2019"


SEEN_TWICE = (("gazette", 0.0), ("wire", 1.0))


@pytest.mark.parametrize(
    ("seen", "corrections", "expected"),
    [
        pytest.param((("gazette", 0.0),), (correction(),), "changed by the source, 14:05 CET", id="changed"),
        pytest.param(
            (("gazette", 0.0),), (correction(CorrectionKind.REMOVED),), "removed by the source, 14:05 CET", id="removed"
        ),
        pytest.param(
            (("gazette", 0.0),),
            (correction(CorrectionKind.WITHDRAWN, minutes=1505),),
            "withdrawn by the source, 5 Mar 2025, 14:05 CET",
            id="withdrawn on the next day",
        ),
        pytest.param(
            (("gazette", 0.0),),
            (correction(), correction(CorrectionKind.RESTORED, minutes=70)),
            "restored by the source, 14:10 CET",
            id="the latest stands",
        ),
        pytest.param(
            (("gazette", 0.0),),
            (correction(), correction(CorrectionKind.WITHDRAWN, minutes=125)),
            "changed by the source, 14:05 CET · withdrawn by the source, 15:05 CET",
            id="changed, then withdrawn",
        ),
        pytest.param(
            (("gazette", 0.0),),
            (
                correction(),
                correction(CorrectionKind.RESTORED, minutes=70),
                correction(CorrectionKind.REMOVED, minutes=125),
            ),
            "removed by the source, 15:05 CET",
            id="a change that was undone is over",
        ),
        pytest.param(
            SEEN_TWICE,
            (correction(CorrectionKind.REMOVED, source_id="wire"),),
            "removed by Coast Wire, 14:05 CET",
            id="the outlet is named where there are several",
        ),
        pytest.param(
            SEEN_TWICE,
            (correction(), correction(CorrectionKind.RESTORED, source_id="wire", minutes=70)),
            "changed by Harbour Gazette, 14:05 CET · restored by Coast Wire, 14:10 CET",
            id="what is back comes last",
        ),
        pytest.param(
            (*SEEN_TWICE, ("evening", 2.0)),
            (correction(), correction(source_id="wire", minutes=66), correction(source_id="evening", minutes=67)),
            "changed by Evening Quay, 14:07 CET · changed by Coast Wire, 14:06 CET · and 1 more",
            id="two are named",
        ),
        pytest.param(
            SEEN_TWICE,
            (correction(CorrectionKind.REASCRIBED, source_id="wire", text="Tibor Kasvili"),),
            "Coast Wire now attributes it to Tibor Kasvili, 14:05 CET",
            id="somebody else, at another outlet",
        ),
    ],
)
def test_what_became_of_the_words_at_the_source_stands_beside_them(seen, corrections, expected):
    quote = card(report_view(replace(statement_view(seen=seen), corrections=corrections)), config=CONFIG).quotes[0]
    assert line_text(quote.marks) == expected
    assert quote.badge is Badge.NEW
    assert not styled(quote.words, Style.STRUCK)


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        pytest.param(statement_view(ruling=FeedbackKind.WRONG_SPEAKER), "desk ruling: wrong speaker", id="speaker"),
        pytest.param(
            statement_view(ruling=FeedbackKind.NOT_A_STATEMENT), "desk ruling: not a statement", id="no statement"
        ),
        pytest.param(
            replace(
                statement_view(),
                corrections=(correction(CorrectionKind.REASCRIBED, text="Tibor Kasvili"),),
            ),
            "the source now attributes it to Tibor Kasvili, 14:05 CET",
            id="somebody else said it",
        ),
        pytest.param(
            replace(statement_view(), corrections=(correction(CorrectionKind.REASCRIBED, text="\u200b"),)),
            "the source now attributes it to someone else, 14:05 CET",
            id="who knows",
        ),
    ],
)
def test_words_that_are_not_the_actors_look_like_nobodys(view, expected):
    shown = card(report_view(view, statement_view("s2")), config=CONFIG)
    lead, second = shown.quotes
    assert (shown.badge, lead.badge, second.badge) == (Badge.WITHDRAWN, Badge.WITHDRAWN, Badge.NEW)
    assert {piece.style for piece in lead.words} == {Style.STRUCK}
    assert [line_text(line) for line in quote_lines(shown, lead)] == ["“We will build the bridge.”", expected]
    assert (
        fallback(shown) == f"WITHDRAWN · Orla Venn: {expected}. It was: “We will build the bridge.” (Harbour Gazette)"
    )
    assert {piece.style for piece in second.words} == {Style.QUOTE}
    below = card(report_view(statement_view("s2"), view), config=CONFIG)
    assert [line_text(line) for line in quote_lines(below, below.quotes[1])] == [
        "“We will build the bridge.”",
        f"WITHDRAWN · {expected}",
    ]


def test_what_is_not_new_says_so_and_compares_nothing():
    shown = card(
        report_view(turned(ruling=FeedbackKind.NOT_NEW, verdict=turned_from("25", "35 percent"))), config=CONFIG
    )
    quote = shown.quotes[0]
    assert shown.badge is Badge.SAID_BEFORE
    assert [line_text(line) for line in quote_lines(shown, quote)] == [
        "“We will cut it by 35 percent.”",
        "desk ruling: not new",
        "in her own words · likely (75 %)",
    ]
    assert not styled(quote.words, Style.MARKED)
    assert fallback(shown).startswith("SAID BEFORE · Orla Venn: “")


def test_a_notification_says_what_became_of_the_words():
    shown = card(report_view(replace(statement_view(), corrections=(correction(),))), config=CONFIG)
    assert fallback(shown).endswith("“We will build the bridge.” (Harbour Gazette; changed by the source, 14:05 CET)")


def test_a_card_has_buttons_for_context_and_for_each_thing_that_may_be_wrong():
    one, two = (
        card(report_view(*views), config=CONFIG).buttons
        for views in ([statement_view()], [statement_view(), statement_view("s2")])
    )
    assert [button.label for button in one] == ["Context", "Wrong speaker", "Not a statement", "Not new"]
    assert [button.label for button in two] == [button.label for button in one]
    assert one[0] == two[0]
    assert not set(one[1:]) & set(two[1:])  # with several statements the reader is asked which


@pytest.mark.parametrize(
    ("views", "excerpts", "is_there"),
    [
        pytest.param([statement_view()], (), False, id="one, whole"),
        pytest.param([statement_view(f"s{place}") for place in range(4)], (), True, id="more than are shown"),
        pytest.param([statement_view(text="Long words. " * 60)], (), True, id="cut"),
        pytest.param(
            [quoting(statement_view(text="A text of words."), "A text of words.", "A text of words.")],
            ((0, 7),),
            True,
            id="a part of it",
        ),
    ],
)
def test_all_is_offered_where_there_is_more_than_is_shown(views, excerpts, is_there):
    shown = card(report_view(*views, excerpts=excerpts), config=CONFIG)
    assert ("All" in [button.label for button in shown.buttons]) is is_there


def test_of_a_long_report_the_parts_that_were_picked_are_shown():
    text = "First we mend the quay. Then we talk. The tolls fall in May. Nobody pays twice. So be it."
    picked = ["The tolls fall in May.", "Then we talk."]
    views = [statement_view(f"s{place}", text=text) for place in range(60)]
    spans = [(text.index(part), text.index(part) + len(part)) for part in picked]
    shown = card(report_view(*views, excerpts=(*spans, *[None] * 58), text=text), config=CONFIG)
    assert [line_text(quote.words) for quote in shown.quotes[:2]] == [f"“{part}”" for part in picked]
    assert line_text(shown.quotes[0].notes) == "in her own words · excerpt · likely (75 %)"
    assert (shown.more_text, shown.lead_statement_id) == ("and 57 more", "s0")
    assert "All" in [button.label for button in shown.buttons]


def test_an_excerpt_that_is_the_whole_statement_is_no_part_of_it():
    text = "First we mend the quay, she said."
    view = quoting(statement_view(text="First we mend the quay"), text, "First we mend the quay,")
    (quote,) = (shown := card(report_view(view, excerpts=((0, 23),), text=text), config=CONFIG)).quotes
    assert quote.text == "“First we mend the quay”"
    assert line_text(quote.notes) == "in her own words · likely (75 %)"
    assert "All" not in [button.label for button in shown.buttons]


def test_a_turn_is_shown_whatever_the_excerpt():
    text = "Long ago. We will cut it by 35 percent."
    shown = card(report_view(turned(after_=text), excerpts=((0, 9),), text=text), config=CONFIG)
    assert styled(shown.quotes[0].words, Style.MARKED) == ["Long ago", "35"]


@pytest.mark.parametrize(
    "url",
    ["http://169.254.169.254/latest/meta-data/", "http://127.0.0.1:6379/", "http://10.0.0.1/a", "http://router/reboot"],
)
def test_no_alert_leads_a_reader_into_a_network_that_the_bot_itself_would_not_enter(url):
    seen = statement_view(seen=(("gazette", 0.0), ("town-hall", 4.0)))
    inside = tuple(replace(one, article=replace(one.article, url=url)) for one in seen.sightings)
    earlier = {"earlier": statement("s0"), "earlier_sightings": inside[:1], "times": 2}
    for novelty in Novelty:
        view = replace(statement_view(novelty=novelty), sightings=inside, **earlier)
        made = card(report_view(view, url=url), config=CONFIG)
        shown = [*made.details, *(line for quote in made.quotes for line in quote_lines(made, quote))]
        assert [piece for line in shown for piece in line if piece.url] == []
        assert made.url == ""
        assert "Harbour Gazette" in "".join(lines(made))


def test_an_article_on_the_operators_own_host_is_linked():
    own = replace(CONFIG.sources[0], url="http://wiki.lan/rss")
    config = replace(CONFIG, sources=(own, *CONFIG.sources[1:]))
    assert card(report_view(url="http://wiki.lan/bridge"), config=config).url == "http://wiki.lan/bridge"


@pytest.mark.parametrize(
    ("text", "content", "cue", "expected"),
    [
        pytest.param(
            "Venn denied that she had ordered a strike.",
            "she had ordered a strike",
            "denied",
            "denies that she had ordered a strike",
            id="a clause",
        ),
        pytest.param(
            "Venn denied any part in it.",
            "any part in it",
            "denied",
            "denies any part in it",
            id="right after the verb",
        ),
        pytest.param(
            "She had ordered a strike, Venn denied.",
            "She had ordered a strike",
            "denied",
            "denies: She had ordered a strike",
            id="before the verb",
        ),
        pytest.param(
            "Venn denied, as she did on Monday, she had ordered a strike.",
            "she had ordered a strike",
            "denied",
            "denies: she had ordered a strike",
            id="far from the verb",
        ),
    ],
)
def test_a_denial_never_looks_like_an_assertion(text, content, cue, expected):
    at, said = text.index(content), text.index(cue)
    found = quotation(content=((at, at + len(content)),), cue=((said, said + len(cue)),), kind=Kind.INDIRECT)
    view = statement_view(text=content, kind=Kind.INDIRECT, sense="denies", quotation=found)
    view = replace(view, sightings=tuple(replace(s, article=replace(s.article, text=text)) for s in view.sightings))
    assert card(report_view(view), config=CONFIG).quotes[0].text == expected


@pytest.mark.parametrize(
    ("sense", "verb", "kind", "words", "expected"),
    [
        ("calls it", "called", Kind.MIXED, "the mayor “a small man”", "calls the mayor “a small man”"),
        ("calls it", "called the port", Kind.DIRECT, "a parking lot", "calls it “a parking lot”"),
        ("describes it as", "described", Kind.MIXED, "the claims as “baseless”", "describes the claims as “baseless”"),
        ("describes it as", "described the claims as", Kind.DIRECT, "baseless", "describes it as “baseless”"),
        ("calls on", "called on", Kind.INDIRECT, "Europe to answer", "calls on Europe to answer"),
        ("calls for", "called for", Kind.INDIRECT, "calm and for talks", "calls for calm and for talks"),
        ("rules out", "ruled out", Kind.INDIRECT, "talks with Europe", "rules out talks with Europe"),
    ],
)
def test_what_is_named_is_said_once(sense, verb, kind, words, expected):
    text = f"Venn {verb} {words}."
    at, said = text.index(words), text.index(verb)
    cue = ((said, said + len(verb.split(" the ")[0])),)
    found = quotation(content=((at, at + len(words)),), cue=cue, kind=kind, sense=sense)
    view = statement_view(text=words, kind=kind, sense=sense, quotation=found)
    view = replace(view, sightings=tuple(replace(s, article=replace(s.article, text=text)) for s in view.sightings))
    assert card(report_view(view), config=CONFIG).quotes[0].text == expected


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("Will you sign?", "“Will you sign?” — “No.”"),
        ("whether she would sign", "asked whether she would sign — “No.”"),
        (None, "“No.”"),
    ],
)
def test_an_answer_of_a_few_words_is_shown_with_its_question(question, shown):
    view = statement_view(text="No.", quotation=quotation(question=question))
    made = card(report_view(view), config=CONFIG)
    assert made.quotes[0].text == shown
    assert shown in fallback(made)


def test_a_long_question_is_cut_and_the_answer_is_not():
    view = statement_view(text="No.", quotation=quotation(question=f"Will you {'really ' * 60}sign?"))
    made = card(report_view(view), config=CONFIG)
    assert made.quotes[0].text.endswith(" — “No.”")
    assert len(made.quotes[0].text) < 200


def test_the_question_of_the_earlier_answer_stands_beneath():
    earlier = statement_view("s0", text="Yes.", quotation=quotation(question="Will you pay?"))
    view = replace(
        statement_view(text="No.", quotation=quotation(question="Will you sign?"), earlier_id="s0"),
        earlier=earlier.statement,
        earlier_sightings=earlier.sightings,
    )
    made = card(report_view(view), config=CONFIG)
    assert "“Will you pay?” — “Yes.”" in line_text(made.quotes[0].before)


def test_a_card_has_the_words_of_the_article_that_it_names():
    view = statement_view(seen=(("gazette", 0.0), ("wire", 0.0)))
    short = view.statement.text
    fuller = f"{short} And nobody pays for it."
    sightings = (quoting(view, fuller, fuller).sightings[0], quoting(view, short, short).sightings[1])
    both = replace(view, statement=replace(view.statement, text=fuller), sightings=sightings)
    first, later = (card(report_view(both, source_id=one), config=CONFIG) for one in ("gazette", "wire"))
    assert (line_text(first.quotes[0].words), line_text(later.quotes[0].words)) == (f"“{fuller}”", f"“{short}”")


@pytest.mark.parametrize(
    ("part", "badge"),
    [("We will open the bridge", Badge.NEW), ("tolls fall by 35 percent", Badge.CHANGED)],
)
def test_a_change_that_an_article_does_not_have_is_none_of_its_card(part, badge):
    whole = "We will open the bridge, and tolls fall by 35 percent."
    view = turned(after_=whole, verdict=turned_from("25 percent", "35 percent"))
    shown = card(report_view(quoting(view, f"{part}, she said.", part)), config=CONFIG)
    assert line_text(shown.quotes[0].words) == f"“{part}”"
    assert (shown.badge, bool(shown.quotes[0].before)) == (badge, badge is Badge.CHANGED)

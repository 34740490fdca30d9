"""A card tells the name, the words, the source and whether it is new, within its limits."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.model import CorrectionKind, FeedbackKind, Kind, Novelty, Precision, SourceKind, Tier
from handlers import limits
from handlers.render.messages.card import card, fallback, quote_lines
from handlers.render.pieces.segments import Style, line_text
from handlers.render.pieces.text import plain
from handlers.render.statement.badges import Badge
from tests.handlers.render.test_text import NASTY
from tests.handlers.replies import styled
from tests.handlers.samples import CONFIG, correction, quoting, report_view, statement_view
from tests.store.samples import NOON, quotation, statement, turned_from

HOW = "in her own words · medium confidence"


def lines(shown):
    return [line_text(line) for line in shown.details]


def test_a_card_tells_the_essentials():
    view = statement_view(
        text="We will build the bridge.", confidence=0.97, quotation=quotation(manner="told reporters at the quay")
    )
    shown = card(report_view(view, title="Bridge to come"), config=CONFIG)
    assert (shown.title, shown.role, shown.badge) == ("Orla Venn", "Mayor of Port Sorrel", Badge.NEW)
    assert shown.quotes[0].text == "“We will build the bridge.”"
    assert line_text(shown.quotes[0].how) == (
        "in her own words · told reporters at the quay · said 4 Mar 2025, 13:00 CET · published 4 Mar 2025, 13:00 CET"
    )
    assert line_text(shown.source) == "Harbour Gazette · news outlet"
    assert (shown.outlet, shown.tier, shown.headline) == ("Harbour Gazette", Tier.OUTLET, "Bridge to come")
    assert lines(shown) == ["Bridge to come"]
    assert shown.details[0][0].url == "https://gazette.example/bridge?a=1"
    assert [segment.at for segment in shown.quotes[0].how if segment.style is Style.TIME] == [NOON, NOON]


def test_who_wrote_a_text_stands_beside_its_source():
    view = report_view(statement_view(), title="Bridge to come", author="Ada\nVance " + "x" * 300)
    (headline, *_) = lines(card(view, config=CONFIG))
    start, by, author = headline.partition(" · by ")
    assert (start, by) == ("Bridge to come", " · by ")
    assert "\n" not in author
    assert len(author) <= limits.NAME


def headline_of(view, *, text="Mayor says no toll"):
    """Return a report of which there is nothing but the headline."""
    return report_view(view, title="Mayor says no toll", text=text, whole=False)


def test_a_headline_without_its_page_says_so_before_the_name():
    shown = card(headline_of(closed(statement_view())), config=CONFIG)
    assert (shown.label, shown.is_headline_only) == ("NEW, headline only", True)
    assert fallback(shown).startswith("🟢 NEW, headline only · Orla Venn: ")
    assert card(report_view(), config=CONFIG).label == "NEW"


def closed(view, source_id="gazette"):
    """Return a statement of whose report in a source there is nothing but the headline."""
    sightings = [
        replace(one, article=replace(one.article, whole=False, title="Mayor says no toll", text="Mayor says no toll"))
        if one.article.source_id == source_id
        else one
        for one in view.sightings
    ]
    return replace(view, sightings=tuple(sightings))


def test_a_fuller_report_takes_the_place_of_a_headline():
    view = closed(statement_view(seen=(("gazette", 0.0), ("wire", 9.0), ("town-hall", 20.0))))
    shown = card(headline_of(view), config=CONFIG)
    assert (shown.outlet, shown.label) == ("Coast Wire", "NEW")
    assert shown.url == "https://wire.example/bridge?a=1"
    assert any(line.startswith("also reported by Harbour Gazette") for line in lines(shown))


def test_no_report_takes_the_place_of_a_headline_that_has_less_of_it_or_takes_it_back():
    one, other = (closed(statement_view(an_id, seen=(("gazette", 0.0), *more))) for an_id, more in TWO)
    assert card(headline_of(one, text="Mayor says no toll"), config=CONFIG).outlet == "Coast Wire"
    both = report_view(one, other, title="Mayor says no toll", text="Mayor says no toll", whole=False)
    assert card(both, config=CONFIG).outlet == "Harbour Gazette"
    taken_back = replace(one, corrections=(correction(CorrectionKind.REMOVED, source_id="wire"),))
    assert card(headline_of(taken_back), config=CONFIG).outlet == "Harbour Gazette"


TWO = (("s1", (("wire", 9.0),)), ("s2", ()))


def test_where_nothing_says_when_it_was_the_card_says_that():
    view = statement_view(said_at=None, published_at=None)
    undated = card(report_view(view, published_at=None), config=CONFIG)
    assert line_text(undated.quotes[0].how) == f"{HOW} · date unknown, first seen 4 Mar 2025, 13:00 CET"
    assert not any("unknown" in line for line in [line_text(card(report_view(), config=CONFIG).quotes[0].how)])


@pytest.mark.parametrize(
    ("kind", "voice", "tier", "noun"),
    [
        (SourceKind.TELEGRAM, None, Tier.PRIMARY, "post"),
        (SourceKind.MASTODON, "mayor", Tier.PRIMARY, "post"),
        (SourceKind.BLUESKY, None, Tier.OUTLET, "post"),
        (SourceKind.YOUTUBE, None, Tier.OUTLET, "video"),
        (SourceKind.FEED, None, Tier.OUTLET, "article"),
        (SourceKind.FEED, "mayor", Tier.PRIMARY, "article"),
        (SourceKind.FEED, "mayor", Tier.AGGREGATOR, "post"),
        (SourceKind.LISTING, None, Tier.PRIMARY, "article"),
    ],
)
def test_what_has_no_headline_is_called_what_it_is(kind, voice, tier, noun):
    sources = [
        replace(one, kind=kind, voice=voice, tier=tier) if one.id == "gazette" else one for one in CONFIG.sources
    ]
    shown = card(report_view(title=""), config=replace(CONFIG, sources=tuple(sources)))
    assert shown.details[0][0].text == noun


@pytest.mark.parametrize(
    ("view", "badge", "note"),
    [
        pytest.param(statement_view(), Badge.NEW, "", id="new"),
        pytest.param(statement_view(novelty=Novelty.REPEAT), Badge.SAID_BEFORE, "", id="another occasion"),
        pytest.param(
            statement_view(text="It is 35 percent.", novelty=Novelty.CHANGED, verdict=turned_from("25", "35 percent")),
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
        pytest.param(statement_view(seen=(("gazette", 0.0), ("wire", 5.0))), Badge.NEW, "", id="seen again later"),
    ],
)
def test_the_badge_says_whether_it_is_new(view, badge, note):
    shown = card(report_view(view), config=CONFIG)
    assert shown.badge is badge
    assert line_text(shown.quotes[0].news) == note


@pytest.mark.parametrize(("count", "more"), [(1, ""), (3, ""), (4, "and 1 more"), (7, "and 4 more")])
def test_three_statements_are_shown_and_the_rest_counted(count, more):
    shown = card(report_view(*(statement_view(f"s{place}") for place in range(count))), config=CONFIG)
    assert [quote.statement_id for quote in shown.quotes] == [f"s{place}" for place in range(min(count, 3))]
    assert shown.more_text == more
    assert shown.lead_statement_id == "s0"


def test_other_outlets_are_named_first_seen_first():
    seen = (("gazette", 0.0), ("copies", 1.0), ("wire", 2.0), ("evening", 3.0), ("closed", 5.0))
    shown = card(report_view(statement_view(seen=seen), statement_view("s2", seen=(("wire", 5.0),))), config=CONFIG)
    assert lines(shown)[-1] == "also reported by Coast Wire, in part also by All Copies, Evening Quay and 1 more"


def test_an_outlet_that_reports_one_of_two_statements_reports_them_in_part():
    seen = (("gazette", 0.0), ("copies", 1.0))
    shown = card(report_view(statement_view(seen=seen), statement_view("s2", seen=(("gazette", 0.0),))), config=CONFIG)
    assert lines(shown)[-1] == "in part also reported by All Copies"


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
    primary = [line_text(quote.primary) for quote in shown.quotes]
    assert primary == ["", "now in a primary source: Town Hall, 13:04 CET"]
    assert "Town Hall" not in "".join(lines(shown))


def test_a_primary_source_needs_no_other():
    seen = (("town-hall", 0.0), ("gazette", 1.0))
    shown = card(report_view(statement_view(seen=seen), source_id="town-hall"), config=CONFIG)
    assert lines(shown)[-1] == "also reported by Harbour Gazette"


def test_what_the_config_no_longer_knows_is_still_named():
    view = report_view(
        statement_view(seen=(("gone", 0.0),), actor_id="stranger"), source_id="gone", url="https://www.gone.example/1"
    )
    shown = card(replace(view, report=replace(view.report, actor_id="stranger")), config=CONFIG)
    assert (shown.title, shown.outlet, shown.tier) == ("stranger", "www.gone.example", Tier.OUTLET)


def test_an_article_without_headline_date_or_safe_address_makes_a_card():
    shown = card(report_view(statement_view(said_at=None), title=" ", url="ftp://x", published_at=None), config=CONFIG)
    assert (shown.headline, shown.url) == ("", "")
    assert lines(shown) == ["article"]
    assert line_text(shown.quotes[0].how) == f"{HOW} · date unknown, first seen 4 Mar 2025, 13:00 CET"


def test_the_fallback_is_the_alert_in_one_line():
    assert (
        fallback(card(report_view(), config=CONFIG))
        == "🟢 NEW · Orla Venn: “We will build the bridge.” (Harbour Gazette)"
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
        said = line_text(quote.words)
        assert said.strip("“” ")
        assert len(said) <= (limits.QUOTE if place else limits.LEAD) + 2
        assert len(quote.lead_in) <= limits.SENSE + 2
        assert quote.text == plain(quote.text)
        assert said.startswith("“") or quote.kind is not Kind.DIRECT
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
    ("precision", "when"),
    [
        (Precision.MOMENT, "said 3 Jun 2019, 02:00 CEST"),
        (Precision.DAY, "said 3 Jun 2019"),
        (Precision.WEEK, "said in the week of 3 Jun 2019"),
        (Precision.MONTH, "said in Jun 2019"),
        (Precision.YEAR, "said in 2019"),
        (Precision.BEFORE, "said before 3 Jun 2019"),
    ],
)
def test_a_time_is_said_no_more_exactly_than_it_is_known(precision, when):
    said_at = datetime(2019, 6, 3, tzinfo=UTC)
    shown = card(report_view(statement_view(said_at=said_at, said_precision=precision)), config=CONFIG)
    assert line_text(shown.quotes[0].how) == f"{HOW} · {when} · published 4 Mar 2025, 13:00 CET"
    assert any(piece.style is Style.TIME and piece.at == said_at for piece in shown.quotes[0].how) == (
        precision is Precision.MOMENT
    )


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
        assert line_text(made.source) == "Harbour Gazette · news outlet"


def test_an_article_on_the_operators_own_host_is_linked():
    own = replace(CONFIG.sources[0], url="http://wiki.lan/rss")
    config = replace(CONFIG, sources=(own, *CONFIG.sources[1:]))
    assert card(report_view(url="http://wiki.lan/bridge"), config=config).url == "http://wiki.lan/bridge"


def test_where_others_read_the_archive_a_card_leads_to_the_page_of_its_lead():
    web = CONFIG.web.model_copy(update={"public_url": "https://archive.example"})
    config = replace(CONFIG, web=web)
    shown = card(report_view(statement_view("s1"), statement_view("s2")), config=config)
    assert [piece.url for piece in shown.archive] == ["https://archive.example/statements/s1"]
    assert shown.foot == (*shown.details, shown.archive)
    assert line_text(shown.archive) == "In the archive"
    alone = card(report_view(), config=CONFIG)
    assert alone.archive == ()
    assert alone.foot == alone.details

"""Notes tell in a line or two what became of an alert's words, and that alerts were too many."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.model import CorrectionKind, CorrectionView, Kind, OverflowView
from handlers import limits
from handlers.render.messages.note import correction_note
from handlers.render.messages.overflow import overflow_note
from handlers.render.pieces.costs import cost
from handlers.render.pieces.segments import Style, line_text
from handlers.render.pieces.text import plain
from handlers.render.statement.badges import Badge
from tests.handlers.render.test_text import NASTY
from tests.handlers.render.test_wording import drawn
from tests.handlers.samples import CONFIG, correction, quoting, statement_view
from tests.store.samples import after, statement

SAID = "“We will not close the bridge in May,” she said."


def correction_view(kind=CorrectionKind.CHANGED, *, text="", minutes=65.0, article=SAID, parts=None, **changes):
    parts = ("We will not close the bridge in May,",) if parts is None else parts
    view = quoting(statement_view(text="We will not close the bridge in May", **changes), article, *parts)
    return CorrectionView(
        correction=correction(kind, text=text, minutes=minutes),
        statement=view.statement,
        before=view.sightings[0],
        parent_ref="1/2",
    )


@pytest.mark.parametrize(
    ("view", "lines", "fallback"),
    [
        pytest.param(
            correction_view(text="We will close the bridge in May"),
            ["“We will ~not~ close the bridge in May”", "changed by Harbour Gazette, 14:05 CET"],
            "changed by Harbour Gazette, 14:05 CET: “We will close the bridge in May”",
            id="changed",
        ),
        pytest.param(
            correction_view(text="Ask the harbour master"),
            [
                "“~We will not close the bridge in May~ [Ask the harbour master]”",
                "changed by Harbour Gazette, 14:05 CET",
            ],
            "changed by Harbour Gazette, 14:05 CET: “Ask the harbour master”",
            id="quite another",
        ),
        pytest.param(
            correction_view(CorrectionKind.REMOVED),
            ["“~We will not close the bridge in May~”", "removed by Harbour Gazette, 14:05 CET"],
            "removed by Harbour Gazette, 14:05 CET: “We will not close the bridge in May”",
            id="removed",
        ),
        pytest.param(
            correction_view(CorrectionKind.WITHDRAWN, minutes=1500),
            ["“~We will not close the bridge in May~”", "withdrawn by Harbour Gazette, 5 Mar 2025, 14:00 CET"],
            "withdrawn by Harbour Gazette, 5 Mar 2025, 14:00 CET: “We will not close the bridge in May”",
            id="withdrawn a day later",
        ),
        pytest.param(
            correction_view(CorrectionKind.REASCRIBED, text="Tibor Kasvili"),
            [
                "“~We will not close the bridge in May~”",
                "Harbour Gazette now attributes it to Tibor Kasvili, 14:05 CET",
            ],
            "Harbour Gazette now attributes it to Tibor Kasvili, 14:05 CET: “We will not close the bridge in May”",
            id="somebody else",
        ),
        pytest.param(
            correction_view(CorrectionKind.RESTORED),
            ["“We will not close the bridge in May”", "restored by Harbour Gazette, 14:05 CET"],
            "restored by Harbour Gazette, 14:05 CET: “We will not close the bridge in May”",
            id="back",
        ),
        pytest.param(
            correction_view(CorrectionKind.REMOVED, article="Nothing here.", parts=()),
            ["“~We will not close the bridge in May~”", "removed by Harbour Gazette, 14:05 CET"],
            "removed by Harbour Gazette, 14:05 CET: “We will not close the bridge in May”",
            id="without spans the words on record",
        ),
    ],
)
def test_a_correction_tells_what_where_and_when(view, lines, fallback):
    note = correction_note(view, config=CONFIG)
    assert (note.title, note.badge) == ("Orla Venn", Badge.CORRECTION)
    assert [drawn(line) for line in note.lines] == [*lines, "Talks resume"]
    assert [piece.url for piece in note.lines[-1]] == ["https://gazette.example/bridge?a=1"]
    assert note.fallback == f"CORRECTION · Orla Venn: {fallback}"
    assert [(button.label, button.token) for button in note.buttons] == [("Context", "show~statement~s1")]


@given(said=NASTY, now=NASTY, title=NASTY, kind=st.sampled_from(CorrectionKind), given_as=st.sampled_from(Kind))
def test_any_text_makes_a_plain_note_within_its_limits(said, now, title, kind, given_as):
    view = correction_view(kind, text=now * 40, article=said * 40, parts=(said * 40,))
    sighting = view.before.sighting
    before = replace(
        view.before,
        article=replace(view.before.article, title=title * 20),
        sighting=replace(sighting, quotation=replace(sighting.quotation, kind=given_as)),
    )
    note = correction_note(replace(view, before=before), config=CONFIG)
    assert 2 <= len(note.lines) <= 3
    for line in note.lines:
        assert line_text(line).strip()
        assert all(piece.text == plain(piece.text) for piece in line)
        assert len(line_text(line)) <= max(limits.CORRECTED + 2, limits.HEADLINE, limits.NAME + 90)
    assert len(note.fallback) <= limits.FALLBACK
    assert note.fallback == plain(note.fallback)


@pytest.mark.parametrize(
    ("since", "until", "alerts", "title", "lines"),
    [
        pytest.param(
            65,
            75,
            {"mayor": 8, "harbour-master": 20},
            "28 more alerts",
            "14:05\u201314:15 CET: Tibor Kasvili 20, Orla Venn 8",
            id="in one hour",
        ),
        pytest.param(65, 65.5, {"mayor": 1}, "1 more alert", "14:05 CET: Orla Venn 1", id="one"),
        pytest.param(
            655,
            665,
            {"mayor": 2},
            "2 more alerts",
            "4 Mar 23:55\u20135 Mar 00:05 CET: Orla Venn 2",
            id="over midnight",
        ),
        pytest.param(
            65,
            75,
            {f"actor-{place}": 9 - place for place in range(8)},
            "44 more alerts",
            "14:05\u201314:15 CET: actor-0 9, actor-1 8, actor-2 7, actor-3 6, actor-4 5, actor-5 4, others 5",
            id="many",
        ),
    ],
)
def test_an_overflow_line_counts_the_alerts_of_each_actor(since, until, alerts, title, lines):
    note = overflow_note(
        OverflowView(id="0v3rfl0w", since=after(since), until=after(until), alerts=alerts), config=CONFIG
    )
    assert (note.title, note.badge) == (title, Badge.OVERFLOW)
    assert line_text(note.lines[0]) == lines
    assert note.fallback == f"{title} {lines}"
    (command,) = (piece.text for piece in note.lines[1] if piece.style is Style.COMMAND)
    assert command == "statements more:0v3rfl0w"
    assert [(button.label, button.token) for button in note.buttons] == [("All", "show~statements~~~~~0v3rfl0w")]


def test_an_overflow_line_shows_of_whom_each_alert_is_and_its_first_words():
    leads = (
        statement("s1", text="The toll falls."),
        statement("s2", actor_id="harbour-master", kind=Kind.INDIRECT, text="that the ferry waits", sense="denies"),
        statement("s3", text="A long speech. " * 30),
    )
    view = OverflowView(id="1", since=after(65), until=after(75), alerts={"mayor": 2, "harbour-master": 1}, leads=leads)
    first, second, third = (line_text(line) for line in overflow_note(view, config=CONFIG).below)
    assert (first, second) == ("Orla Venn: “The toll falls.”", "Tibor Kasvili: denies that the ferry waits")
    assert third.startswith("Orla Venn: “A long speech.")
    assert third.endswith("…")


@pytest.mark.parametrize(
    ("count", "shown", "rest"), [(1, 1, []), (43, 40, ["and 3 more"]), (900, 40, ["and 860 more"])]
)
def test_of_very_many_alerts_the_rest_is_counted_and_all_fit(count, shown, rest):
    leads = tuple(statement(f"s{place}", text="Words & more words. " * 20) for place in range(min(count, 50)))
    view = OverflowView(id="1", since=after(65), until=after(75), alerts={"mayor": count}, leads=leads)
    below = overflow_note(view, config=CONFIG).below
    assert [line_text(line) for line in below[shown:]] == rest
    assert cost(below) <= limits.DISCORD_DESCRIPTION

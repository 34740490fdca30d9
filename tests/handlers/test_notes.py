"""Notes tell in a line or two what became of an alert's words, and that alerts were too many."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.model import CorrectionKind, CorrectionView, Kind, OverflowView
from handlers.render.notes import FALLBACK_LIMIT, WORDS_LIMIT, correction_note, overflow_note
from handlers.render.phrases import HEADLINE_LIMIT, NAME_LIMIT, Badge
from handlers.render.segments import Style, line_text
from handlers.render.text import plain
from tests.handlers.samples import CONFIG, correction, quoting, statement_view
from tests.handlers.test_text import NASTY
from tests.handlers.test_wording import drawn
from tests.store.samples import after

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
            ["“We will ~not~ close the bridge in May”", "changed at Harbour Gazette 14:05 CET"],
            "changed at Harbour Gazette 14:05 CET: “We will close the bridge in May”",
            id="changed",
        ),
        pytest.param(
            correction_view(text="Ask the harbour master"),
            [
                "“~We will not close the bridge in May~ [Ask the harbour master]”",
                "changed at Harbour Gazette 14:05 CET",
            ],
            "changed at Harbour Gazette 14:05 CET: “Ask the harbour master”",
            id="quite another",
        ),
        pytest.param(
            correction_view(CorrectionKind.REMOVED),
            ["“~We will not close the bridge in May~”", "removed at Harbour Gazette 14:05 CET"],
            "removed at Harbour Gazette 14:05 CET: “We will not close the bridge in May”",
            id="removed",
        ),
        pytest.param(
            correction_view(CorrectionKind.WITHDRAWN, minutes=1500),
            ["“~We will not close the bridge in May~”", "withdrawn at Harbour Gazette 5 Mar 2025, 14:00 CET"],
            "withdrawn at Harbour Gazette 5 Mar 2025, 14:00 CET: “We will not close the bridge in May”",
            id="withdrawn a day later",
        ),
        pytest.param(
            correction_view(CorrectionKind.REASCRIBED, text="Tibor Kasvili"),
            [
                "“~We will not close the bridge in May~”",
                "at Harbour Gazette now said by Tibor Kasvili, 14:05 CET",
            ],
            "at Harbour Gazette now said by Tibor Kasvili, 14:05 CET: “We will not close the bridge in May”",
            id="somebody else",
        ),
        pytest.param(
            correction_view(CorrectionKind.RESTORED),
            ["“We will not close the bridge in May”", "back at Harbour Gazette 14:05 CET"],
            "back at Harbour Gazette 14:05 CET: “We will not close the bridge in May”",
            id="back",
        ),
        pytest.param(
            correction_view(CorrectionKind.REMOVED, article="Nothing here.", parts=()),
            ["“~We will not close the bridge in May~”", "removed at Harbour Gazette 14:05 CET"],
            "removed at Harbour Gazette 14:05 CET: “We will not close the bridge in May”",
            id="without spans the words on record",
        ),
    ],
)
def test_a_correction_tells_what_where_and_when(view, lines, fallback):
    note = correction_note(view, config=CONFIG)
    assert (note.title, note.badge, note.url) == ("Orla Venn", Badge.CORRECTION, "https://gazette.example/bridge?a=1")
    assert [drawn(line) for line in note.lines] == [*lines, "Talks resume"]
    assert [piece.url for piece in note.lines[-1]] == [note.url]
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
        assert len(line_text(line)) <= max(WORDS_LIMIT + 2, HEADLINE_LIMIT, NAME_LIMIT + 90)
    assert len(note.fallback) <= FALLBACK_LIMIT
    assert note.fallback == plain(note.fallback)


@pytest.mark.parametrize(
    ("since", "until", "alerts", "title", "told"),
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
def test_an_overflow_line_counts_the_alerts_of_each_actor(since, until, alerts, title, told):
    note = overflow_note(OverflowView(since=after(since), until=after(until), alerts=alerts), config=CONFIG)
    assert (note.title, note.badge, note.url) == (title, Badge.OVERFLOW, "")
    assert line_text(note.lines[0]) == told
    assert note.fallback == f"{title} {told}"
    (command,) = (piece.text for piece in note.lines[1] if piece.style is Style.COMMAND)
    begun = command.removeprefix("statements since:")
    assert begun.startswith("2025-03-04T")
    assert [(button.label, button.token) for button in note.buttons] == [("All", f"show~statements~~~{begun}")]

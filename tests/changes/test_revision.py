from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.changes.overlap import Overlap
from bot.changes.page_text import Page
from bot.changes.revision import SightingOutcome, correction_kind, in_full, is_speaker_written_anew
from bot.changes.standing import Place
from bot.core.model import Article, Correction, CorrectionKind, Kind, Quotation, Sighting, SightingView
from tests.changes.test_standing import END, LEAD, LONG

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def quotation(text, words):
    start = text.index(words)
    sentence = (text.rindex("\n", 0, start) + 1, text.index("\n", start))
    return Quotation(content=((start, start + len(words)),), kind=Kind.DIRECT, confidence=0.9, evidence=sentence)


def test_only_a_text_that_changed_around_words_says_anew_who_said_them():
    old = f"{LEAD}\nThe mayor was firm.\nHe said: {LONG}\n{END}"
    for new, another in (
        (old.replace(END, END.upper() + " More."), False),
        (old.replace("He said", "The harbour master said"), True),
        (old.replace("The mayor was firm", "The harbour master was firm"), True),
        (old.replace("firm.", "firm.\nThe harbour master stood beside him and nodded."), False),
    ):
        before, after, pages = quotation(old, LONG), quotation(new, LONG), {"old": Page(old), "new": Page(new)}
        assert is_speaker_written_anew(before, after, **pages, overlap=Overlap(*pages.values())) is another


SIGHTING = Sighting(
    id="s",
    statement_id="t",
    article_id="a",
    quotation=quotation(f"\n{LONG}\n", LONG),
    seen_at=NOW,
)


def correction(kind, text=""):
    return Correction(
        id="c",
        sighting_id="s",
        statement_id="t",
        article_id="a",
        kind=kind,
        noticed_at=NOW,
        text=text,
    )


STANDS, GONE, OTHER, ANOTHER = (
    Place(spans=((0, 5),), same=True),
    Place(),
    Place(spans=((0, 5),), text="35"),
    Place(spans=((0, 5),), text="45"),
)
CHANGED, REMOVED, WITHDRAWN, REASCRIBED, RESTORED = CorrectionKind


@pytest.mark.parametrize(
    ("last", "place", "speaker", "credited", "expected"),
    [
        (None, STANDS, None, True, None),
        (None, STANDS, None, False, None),
        (None, OTHER, None, False, CHANGED),
        (None, GONE, None, False, REMOVED),
        (None, STANDS, "Vance", False, REASCRIBED),
        (correction(CHANGED, "35"), OTHER, None, False, None),
        (correction(CHANGED, "35"), ANOTHER, None, False, CHANGED),
        (correction(CHANGED, "35"), STANDS, None, True, RESTORED),
        (correction(CHANGED, "35"), GONE, None, False, REMOVED),
        (correction(REMOVED), GONE, None, False, None),
        (correction(REMOVED), STANDS, None, False, RESTORED),
        (correction(WITHDRAWN), STANDS, None, False, RESTORED),
        (correction(WITHDRAWN), GONE, None, False, None),
        (correction(WITHDRAWN), OTHER, None, False, CHANGED),
        (correction(REASCRIBED, "Vance"), STANDS, "Vance", False, None),
        (correction(REASCRIBED, "Vance"), STANDS, None, False, None),
        (correction(REASCRIBED, "Vance"), STANDS, None, True, RESTORED),
        (correction(REASCRIBED, "Vance"), GONE, None, False, None),
        (correction(RESTORED), STANDS, None, True, None),
        (correction(RESTORED), OTHER, None, False, CHANGED),
    ],
)
def test_each_change_is_said_once(last, place, speaker, credited, expected):
    outcome = SightingOutcome(sighting=SIGHTING, place=place, speaker=speaker, is_credited=credited)
    assert correction_kind(last, outcome) is expected


TOLD = "The quay is closed, and the ferry will not sail before the first snow."
OF_PAGE = f"{LEAD}\nThe mayor said: {TOLD}\nHe added: The market stays open.\n{END}"


def of_feed(text, words, *, actor="mayor", **fields):
    found = replace(quotation(f"\n{text}\n", words), actor_id=actor, **fields)
    article = Article(
        id="f", source_id="s", url="u", title="", text=f"\n{text}\n", published_at=None, fetched_at=NOW,
        content_hash="", whole=False,
    )  # fmt: skip
    return SightingView(sighting=replace(SIGHTING, quotation=found), article=article)


PART = "the ferry will not sail before the first snow."


@pytest.mark.parametrize(
    ("view", "found", "expected"),
    [
        pytest.param(of_feed(TOLD, TOLD), [PART], [TOLD.rstrip(".")], id="a part of what was reported"),
        pytest.param(of_feed(TOLD, TOLD), [TOLD], [TOLD], id="all of it"),
        pytest.param(
            of_feed(TOLD, TOLD), [TOLD.partition(",")[0], PART], [TOLD.rstrip(".")], id="two parts of it, once"
        ),
        pytest.param(of_feed(TOLD, PART), [TOLD], [TOLD], id="more than was reported"),
        pytest.param(of_feed(TOLD, TOLD), ["The market stays open."], ["The market stays open."], id="something else"),
        pytest.param(of_feed(TOLD, TOLD, actor="pilot"), [PART], [PART], id="words of somebody else"),
        pytest.param(of_feed(TOLD, TOLD, second_hand=True), [PART], [PART], id="words that somebody relayed"),
        pytest.param(
            of_feed(TOLD.replace("quay", "port"), TOLD.replace("quay", "port")), [PART], [PART], id="other words there"
        ),
    ],
)
def test_a_part_of_what_was_reported_of_the_feed_stands_for_all_of_it(view, found, expected):
    quotations = [replace(quotation(OF_PAGE, words), actor_id="mayor") for words in found]
    shown = [OF_PAGE[slice(*one.content[0])] for one in in_full(quotations, [view], new=Page(OF_PAGE))]
    assert shown == expected

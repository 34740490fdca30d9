"""What of a partly new statement leads, and what was said before: on cards, in answers, on every platform."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from rich.console import Console

from bot.core.model import FeedbackKind, Kind, KnownPoint, KnownPointView, Novelty, OverflowView, Relation, Verdict
from handlers.discord.message import alert as discord_alert
from handlers.render.messages.card import card, fallback
from handlers.render.messages.overflow import overflow_note
from handlers.render.pieces.segments import Style, line_text
from handlers.render.replies.answers import listed, statement_in_full, whole_report
from handlers.render.statement.presented import present
from handlers.slack.message import alert as slack_alert
from handlers.terminal.console_handler import card_panel
from tests.handlers.replies import styled
from tests.handlers.samples import CONFIG, report_view, statement_view
from tests.store.samples import after, statement, turned_from

DAM, RESIGNED, CLAUSE = "We will keep the dam shut.", "The mayor has resigned.", "we are leaving the pact."
LINE = "Said before: “We will keep the dam shut.” (Coast Wire, 3 May 2024)"


def partly_new(text, *known, relation=Relation.REPEAT, minutes=-60.0 * 24 * 305, **changes):
    """Return a statement of which parts were said before, each reported by the wire so many minutes after noon."""
    views = []
    for number, part in enumerate(known):
        start = text.index(part)
        point = KnownPoint(span=(start, start + len(part)), statement_id=f"old-{number}", relation=relation)
        seen = statement_view(f"old-{number}", text=part, seen=(("wire", minutes),)).sightings[0]
        said = statement(f"old-{number}", text=part, said_at=None, published_at=after(minutes))
        views.append(KnownPointView(point=point, statement=said, sighting=seen))
    view = statement_view(text=text, known=tuple(one.point for one in views), **changes)
    return replace(view, known=tuple(views))


def shown(view):
    quote = card(report_view(view), config=CONFIG).quotes[0]
    return quote.text, line_text(quote.known)


@pytest.mark.parametrize(
    ("text", "known", "words", "line"),
    [
        pytest.param(f"{DAM} {RESIGNED}", [DAM], f"“{RESIGNED}”", LINE, id="a sentence"),
        pytest.param(f"{RESIGNED} {DAM}", [DAM], f"“{RESIGNED}”", LINE, id="the other way round"),
        pytest.param(
            f"{DAM[:-1]}, and {CLAUSE}", [DAM[:-1]], f"“…{CLAUSE}”", LINE.replace(".”", "”"), id="a clause"
        ),
        pytest.param(
            f"We are leaving the pact, and {DAM}", [DAM], "“We are leaving the pact…”", LINE, id="a clause behind"
        ),
        pytest.param(
            f"{RESIGNED} {DAM} The road is closed.", [DAM], f"“{RESIGNED} … The road is closed.”", LINE, id="between"
        ),
        pytest.param(
            f"{DAM} And {CLAUSE}", [DAM], f"“And {CLAUSE}”", LINE, id="a sentence that begins with and"
        ),
        pytest.param(f"{DAM} {RESIGNED}", [], f"“{DAM} {RESIGNED}”", "", id="nothing"),
        pytest.param(
            f"{DAM} {RESIGNED}", [DAM, RESIGNED], f"“{DAM} {RESIGNED}”",
            f"{LINE}; “{RESIGNED}” (Coast Wire, 3 May 2024)", id="all of it, in two statements",
        ),
    ],
)  # fmt: skip
def test_the_new_point_leads_and_what_was_said_before_stands_beneath(text, known, words, line):
    assert shown(partly_new(text, *known)) == (words, line)


def test_what_was_reported_of_the_same_remark_is_not_called_said_before():
    view = partly_new(f"{DAM} {RESIGNED}", DAM, relation=Relation.SAME, minutes=-90)
    assert shown(view)[1] == f"Reported before: “{DAM}” (Coast Wire, 11:30 CET)"


def test_more_of_a_remark_is_called_so_and_leads_with_what_it_adds():
    view = partly_new(f"{DAM} {RESIGNED}", DAM, relation=Relation.SAME, minutes=-90)
    shown_card = card(replace(report_view(view), parent_ref="1/2"), config=CONFIG)
    (quote,) = shown_card.quotes
    assert (shown_card.badge, quote.text) == ("MORE OF IT", f"“{RESIGNED}”")
    assert line_text(quote.known) == f"Reported before: “{DAM}” (Coast Wire, 11:30 CET)"
    assert "more of the same remark" in line_text(quote.news)
    assert fallback(shown_card).startswith("🟢 MORE OF IT · ")


@pytest.mark.parametrize(
    ("changes", "badge"),
    [({"ruling": FeedbackKind.WRONG_SPEAKER}, "WITHDRAWN"), ({"ruling": FeedbackKind.NOT_NEW}, "SAID BEFORE")],
)
def test_more_of_a_remark_that_the_desk_ruled_on_is_called_what_it_is(changes, badge):
    view = partly_new(f"{DAM} {RESIGNED}", DAM, relation=Relation.SAME, **changes)
    assert card(replace(report_view(view), parent_ref="1/2"), config=CONFIG).badge == badge


def test_more_than_two_are_counted_and_neighbours_of_one_statement_are_one():
    parts = ["Bread is dear.", "Salt is dear.", "Milk is dear.", "Eggs are dear."]
    view = partly_new(" ".join([*parts, RESIGNED]), *parts)
    assert shown(view)[1].endswith("; “Salt is dear.” (Coast Wire, 3 May 2024) and 2 more")
    first = view.known[0].statement
    same = [replace(one, statement=first, point=replace(one.point, statement_id=first.id)) for one in view.known]
    assert shown(replace(view, known=tuple(same)))[1] == f"Said before: “{' '.join(parts)}” (Coast Wire, 3 May 2024)"


@pytest.mark.parametrize("changes", [{"ruling": FeedbackKind.NOT_NEW}, {"ruling": FeedbackKind.WRONG_SPEAKER}])
def test_what_the_desk_ruled_on_is_shown_whole(changes):
    words, line = shown(partly_new(f"{DAM} {RESIGNED}", DAM, **changes))
    assert (DAM in words, line) == (True, "")


def test_where_what_said_it_was_ruled_out_the_statement_is_shown_whole():
    view = replace(partly_new(f"{DAM} {RESIGNED}", DAM), known=())  # as the record gives it then
    assert shown(view) == (f"“{DAM} {RESIGNED}”", "")


def test_a_report_in_other_words_is_shown_whole():
    view = partly_new(f"{DAM} {RESIGNED}", DAM)
    other = "The dam stays shut, and the mayor goes."
    seen = view.sightings[0]
    quoted = replace(seen.sighting.quotation, content=((0, len(other)),))
    seen = replace(seen, article=replace(seen.article, text=other), sighting=replace(seen.sighting, quotation=quoted))
    assert shown(replace(view, sightings=(seen,))) == (f"“{other}”", "")


def test_a_paraphrase_leads_without_marks():
    text = "that the northern gate is closed, and that trains are late"
    view = partly_new(text, "that the northern gate is closed", kind=Kind.INDIRECT)
    assert shown(view)[0] == "says that trains are late"


def test_a_change_is_marked_in_what_is_new():
    old = statement("s0", text="We will cut it by 25 percent.", said_at=after(-90))
    view = partly_new(f"{DAM} We will cut it by 35 percent.", DAM, novelty=Novelty.CHANGED, earlier_id="s0")
    made = replace(
        view, earlier=old, statement=replace(view.statement, verdict=turned_from("25 percent", "35 percent"))
    )
    quote = card(report_view(made), config=CONFIG).quotes[0]
    assert quote.text == "“We will cut it by 35 percent.”"
    assert styled(quote.words, Style.MARKED) == ["35 percent"]
    assert (line_text(quote.known), bool(quote.before)) == (LINE, True)


def test_the_earlier_one_is_not_reported_twice_nor_the_new_point_called_the_same():
    judged = Verdict(relation=Relation.SAME, rule="substance")
    view = partly_new(f"{DAM} {RESIGNED}", DAM, earlier_id="old-0", verdict=judged)
    view = replace(view, earlier=view.known[0].statement)
    quote = card(report_view(view), config=CONFIG).quotes[0]
    assert (quote.before, line_text(quote.known)) == ((), LINE)
    assert "the same" not in line_text(quote.news)


@pytest.mark.parametrize(("excerpt", "words"), [(RESIGNED, RESIGNED), (DAM, RESIGNED)])
def test_the_part_of_a_summary_leads_unless_it_was_said_before(excerpt, words):
    view = partly_new(f"{DAM} {RESIGNED}", DAM)
    text = view.sightings[0].article.text
    start = text.index(excerpt)
    made = card(report_view(view, excerpts=((start, start + len(excerpt)),)), config=CONFIG).quotes[0]
    assert (made.text, line_text(made.known)) == (f"“{words}”", LINE)


def test_a_notification_leads_with_the_new_words():
    made = card(report_view(partly_new(f"{DAM} {RESIGNED}", DAM)), config=CONFIG)
    assert fallback(made) == f"🟢 NEW · Orla Venn: “{RESIGNED}” (Harbour Gazette)"
    assert [one.label for one in made.buttons][:2] == ["Context", "All"]


def test_every_platform_shows_the_same():
    made = card(report_view(partly_new(f"{DAM} {RESIGNED}", DAM)), config=CONFIG)
    console = Console(width=200)
    with console.capture() as printed:
        console.print(card_panel(made))
    discord = discord_alert(made, delivery_id="d")
    slack = json.dumps(slack_alert(made, delivery_id="d", command="/onrecord"), ensure_ascii=False)
    assert RESIGNED in discord["content"]
    assert DAM not in discord["content"]
    for text in (discord["embeds"][0]["description"], slack, printed.get()):
        assert "Said before" in text
        assert DAM in text.replace("\\", "")


def text_of(blocks):
    return "\n".join(line_text(line) for block in blocks for line in block.lines)


def test_a_list_leads_with_what_is_new():
    block = listed(present(partly_new(f"{DAM} {RESIGNED}", DAM), config=CONFIG))
    assert line_text(block.lines[0]) == f"“{RESIGNED}”"
    assert LINE in text_of([block])


@pytest.mark.parametrize(
    "answer",
    [
        lambda view: statement_in_full(view, given=(), config=CONFIG),
        lambda view: whole_report(report_view(view), config=CONFIG),
    ],
    ids=["the statement", "all of the alert"],
)
def test_all_of_it_is_shown_as_it_was_said(answer):
    shown = text_of(answer(partly_new(f"{DAM} {RESIGNED}", DAM)))
    assert shown.startswith(f"“{DAM} {RESIGNED}”")
    assert LINE in shown


def test_the_line_for_too_many_alerts_leads_with_what_is_new():
    said = partly_new(f"{DAM} {RESIGNED}", DAM).statement
    view = OverflowView(id="o", since=after(0), until=after(5), alerts={"mayor": 1}, leads=(said,))
    assert line_text(overflow_note(view, config=CONFIG).below[0]) == f"Orla Venn: “{RESIGNED}”"

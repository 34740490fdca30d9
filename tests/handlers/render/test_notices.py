"""What who runs the bot reads of outages and of silence."""

from __future__ import annotations

import pytest

from bot.core.model import NoticeKind, NoticeSubject
from handlers.render.messages.notices import notice_note, usually
from handlers.render.pieces.segments import line_text
from tests.handlers.messages import notice_view
from tests.handlers.samples import CONFIG
from tests.store.samples import NOON, SLACK, delivery, save

AGAIN = (
    "At 14:15 CET (start 3 within the hour), since these did not come to an end, and all other texts waited for them. "
    "Each is given up after three times."
)
HTTP_503 = "answered with an error (HTTP 503)"


def text_of_note(view):
    note = notice_note(view, config=CONFIG)
    return [f"{note.badge}: {note.title}", *map(line_text, note.lines)]


@pytest.mark.parametrize(
    ("view", "shown"),
    [
        pytest.param(
            notice_view("gazette", cause=HTTP_503),
            ["OUT OF ORDER: Harbour Gazette fails", "answered with an error (HTTP 503) · since 13:00 CET (1 h)"],
            id="a source fails",
        ),
        pytest.param(
            notice_view("gazette", cause=HTTP_503, over=True),
            ["IN ORDER AGAIN: Harbour Gazette answers again", "after 1 h"],
            id="its end",
        ),
        pytest.param(
            notice_view("gazette", "wire", cause="timeout"),
            [
                "OUT OF ORDER: 2 sources fail",
                "Harbour Gazette: timeout · since 13:00 CET (1 h)",
                "Coast Wire: timeout · since 13:00 CET (1 h)",
            ],
            id="several fail",
        ),
        pytest.param(
            notice_view("gazette", "wire", over=True),
            ["IN ORDER AGAIN: All 2 sources answer again", "Harbour Gazette, Coast Wire"],
            id="the end of several",
        ),
        pytest.param(
            notice_view("gazette", "wire", "copies", over=True, ended=("gazette", "wire")),
            ["IN ORDER AGAIN: 2 of 3 sources answer again", "Harbour Gazette, Coast Wire", "still failing: All Copies"],
            id="one stays behind",
        ),
        pytest.param(
            notice_view("gazette", "wire", "copies", kind=NoticeKind.NO_ANSWER, cause="host not found (no such name)"),
            [
                "OUT OF ORDER: No source answers",
                "None of 5 sources has answered since 13:00 CET: is this machine offline?",
                "Errors: host not found 3",
            ],
            id="none answers",
        ),
        pytest.param(
            notice_view("gazette", kind=NoticeKind.NO_ANSWER, over=True),
            ["IN ORDER AGAIN: Sources answer again", "after 1 h. What was published meanwhile is being read."],
            id="one answers again",
        ),
        pytest.param(
            notice_view("reading https://wire.example/1 (5,000 characters)", kind=NoticeKind.STARTED_ANEW),
            [
                "OUT OF ORDER: The bot started itself anew",
                AGAIN.replace(" (start 3 within the hour)", ""),
                "reading https://wire.example/1 (5,000 characters)",
            ],
            id="texts that never end",
        ),
        pytest.param(
            notice_view("reading x", "reading y", kind=NoticeKind.STARTED_ANEW, cause="start 3 within the hour"),
            [
                "OUT OF ORDER: The bot started itself anew",
                AGAIN,
                "reading x",
                "reading y",
            ],
            id="and again",
        ),
        pytest.param(
            notice_view("reading x", kind=NoticeKind.STARTED_ANEW, over=True),
            ["IN ORDER AGAIN: Texts are read again", "The bot has not had to start itself anew for an hour."],
            id="no more of them",
        ),
        pytest.param(
            notice_view("gazette", kind=NoticeKind.SILENT_SOURCE, per_day=12.0, day="weekday"),
            [
                "OUT OF ORDER: Harbour Gazette is silent",
                "It answers, but with nothing new for 1 h; usually every 2 h on a weekday",
            ],
            id="a source is silent",
        ),
        pytest.param(
            notice_view("gazette", kind=NoticeKind.SILENT_SOURCE, over=True),
            ["IN ORDER AGAIN: Harbour Gazette has news again", "after 1 h"],
            id="it speaks again",
        ),
        pytest.param(
            notice_view("mayor", kind=NoticeKind.SILENT_ACTOR, per_day=4.2, day="weekday"),
            ["OUT OF ORDER: No new statement by Orla Venn", "nothing new for 1 h; usually 4 a day on a weekday"],
            id="an actor is silent",
        ),
        pytest.param(
            notice_view("mayor", kind=NoticeKind.SILENT_ACTOR, over=True),
            ["IN ORDER AGAIN: A new statement by Orla Venn", "after 1 h"],
            id="an actor is heard again",
        ),
        pytest.param(
            notice_view("forgotten", cause="timeout"),
            ["OUT OF ORDER: forgotten fails", "timeout · since 13:00 CET (1 h)"],
            id="a source that the config has no more",
        ),
    ],
)
def test_what_a_notice_says(view, shown):
    assert text_of_note(view) == shown


def test_of_very_many_the_first_are_named():
    shown = text_of_note(notice_view(*(f"s{one}" for one in range(62)), cause="timeout"))
    assert shown[0] == "OUT OF ORDER: 62 sources fail"
    assert shown[-1] == "and 50 more"
    assert len(shown) == 14


@pytest.mark.parametrize(
    ("per_day", "of_actor", "said"),
    [
        (48.0, False, "usually every 30 min on a Saturday"),
        (700.0, False, "usually every 5 min on a Saturday"),
        (12.0, False, "usually every 2 h on a Saturday"),
        (1.4, False, "usually every 17 h on a Saturday"),
        (0.5, False, "usually 4 a week"),
        (40.0, True, "usually 40 a day on a Saturday"),
        (1.2, True, "usually 8 a week"),
        (0.01, True, "usually 1 a week"),
    ],
)
def test_what_is_usual(per_day, of_actor, said):
    assert usually(NoticeSubject(id="x", since=NOON, per_day=per_day, day="Saturday"), of_actor=of_actor) == said


async def test_status_tells_what_is_out_of_order(commands, store):
    async with store.transaction() as transaction:
        await transaction.save_notice(notice_view("gazette", cause=HTTP_503).notice)
    reply = await commands.run("status", {})
    shown = [line_text(line) for block in reply.blocks for line in block.lines]
    assert "Harbour Gazette fails" in shown
    assert "answered with an error (HTTP 503) · since 13:00 CET (1 h)" in shown


async def test_a_notice_that_is_over_is_no_more_in_status(commands, store):
    async with store.transaction() as transaction:
        await transaction.save_notice(notice_view("gazette", cause=HTTP_503, over=True).notice)
    await save(store, delivery("d1", channel=SLACK, report_id=None))
    reply = await commands.run("status", {})
    assert "Harbour Gazette fails" not in [line_text(line) for block in reply.blocks for line in block.lines]

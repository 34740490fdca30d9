"""Answers that the layout gives to an actor are another's where the network reads them so behind title and lead."""

from __future__ import annotations

import pytest

from bot.core.model import View
from bot.watcher import thresholds
from tests.watcher.reader import MarkedTagger, find, reported, whole, with_model

TITLE = "Interview with Benjamin Netanyahu: the flood, the pumps and sleep"
ANSWERS = ["It came when we had it, and we used the time.", "I signed, and I would sign again.", "Badly, and not long."]
TEXT = f"""\
Benjamin Netanyahu received us at noon.
Did the warning come too late for you?
{ANSWERS[0]}
And what did you do in the fourth hour?
{ANSWERS[1]}
Do you sleep?
{ANSWERS[2]}
Thank you.
"""
LEAST = thresholds.SPEAKS_ON_PAGE


class Asked(MarkedTagger):
    """A model that finds nothing, and says how likely Netanyahu speaks."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share

    def who_speaks(self, _text, _content, _source, names):
        return [1 - self.share, *(self.share if name == "Benjamin Netanyahu" else 0.0 for name in names)]


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        pytest.param(Asked(LEAST + 0.01), ANSWERS, id="they may be his"),
        pytest.param(Asked(LEAST - 0.01), [], id="they read as another's"),
        pytest.param(MarkedTagger(), ANSWERS, id="no network: what the layout says stands"),
    ],
)
def test_answers_are_the_actors_unless_the_network_gives_him_few(model, expected):
    assert [words for _, words in reported(TEXT, find(with_model(model), TEXT, title=TITLE))] == expected


@pytest.mark.parametrize(
    "title",
    ["Netanyahu's lawyer: the interview", "Sara Netanyahu: the interview", "Netanyahu’s former driver talks"],
)
def test_a_title_with_another_of_that_name_takes_the_answers_away(title):
    assert reported(TEXT, find(with_model(Asked(0.9)), TEXT, title=title)) == []


@pytest.mark.parametrize("title", ["Netanyahu's weekly press conference: full text", "Eleven questions for Netanyahu"])
def test_a_title_that_tells_of_the_occasion_takes_nothing_away(title):
    assert reported(TEXT, find(with_model(Asked(0.9)), TEXT, title=title)) != []


def test_the_record_says_why():
    found = find(with_model(Asked(0.01)), TEXT, title=TITLE, view=View.RECORD)
    assert {one.rejected for one in found} == {"the page reads as if somebody else answered"}
    assert {one.rejected_by for one in found} == {"anothers_answers"}


def test_the_answers_of_his_caddie_are_not_his():
    text = """\
How often do you walk the course with Donald Trump?
Twice a week when he is here. I carry the bag, and I keep my eyes on the ball.
Does he talk to you?
I hear nothing. I have three kids, and I like my job.
What did he give you for your birthday?
He is generous. I got a watch, and he remembered my wife's name.
What do you talk about?
About my knees, mostly. I have had them since I was nineteen.
What is your handicap?
I am a six. I beat him once, and I will not do it again.
"""
    assert reported(text, find(whole(), text, title="Eleven questions for Trump's caddie")) == []

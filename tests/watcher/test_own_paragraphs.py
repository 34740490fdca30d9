"""Paragraphs that are an actor's own words with neither marks nor a label: which are taken, and what bars one."""

from __future__ import annotations

from math import exp, log

import pytest

from bot.core.model import View
from bot.watcher import thresholds
from bot.watcher.shape import own_paragraphs
from tests.watcher.reader import MarkedTagger, find, reported, whole, with_model

INTERVIEW = """\
The prime minister has twenty minutes, a glass of water and a folder that he does not open.
The flood, first. Did the warning come too late?
It came when we had it. I won't stand here and tell people whose houses are full of mud that it was early.
And the fourth hour?
The fourth we argued. I have said so to the inquiry and I will say it again: I signed.
Your critics want you to resign over it.
They want me to resign over everything, so I have stopped counting. I'll go when the voters send me.
And if they do?
Then I'll go home, and I will read all the books that I have been given since the war, and not one report.
Do you sleep?
Badly. I read until two, and then I lie there and think of the pumps that we did not buy.
"""

OWN = thresholds.OWN_WORDS
TITLE = "An interview with Donald Trump"
OPENING = "Trump was there. The rain fell."
FIVE = [
    "We lost the bridge because nobody would pay for it.",
    "I would build it again tomorrow, and in stone.",
    "My father crossed it every day of his life.",
    "So did I, and so did my brothers.",
    "You tell me who else would do it for nothing.",
]


class Lines(MarkedTagger):
    """A model that finds some quotations, and says how likely each line is somebody's own words."""

    def __init__(self, *quotations: tuple[str, str, str], speaks: float = 0.9, **shares: float) -> None:
        super().__init__(*quotations)
        self.shares = shares
        self.speaks = speaks
        self.asked: list[str] = []

    def own_lines(self, text: str) -> list[float]:
        def odds(line: str) -> float:
            share = next((share for word, share in self.shares.items() if word in line), 0.01)
            return log(share / (1 - share))

        return [odds(line) for line in text.split("\n")]

    def who_speaks(self, text, content, _source, names):
        """Say how likely Trump speaks, but of what stands in capitals."""
        self.asked.append(text)
        words = text[slice(*content[0])]
        return [0.0, *(0.1 if words.isupper() else self.speaks if name == "Donald Trump" else 0.0 for name in names)]


@pytest.fixture
def by_line(monkeypatch):
    """Let the line alone decide, in place of the trees."""

    monkeypatch.setattr(own_paragraphs, "features_of", lambda row, odds: odds[row.paragraph])
    monkeypatch.setattr(own_paragraphs, "share_own", lambda odds: 1 / (1 + exp(-odds)))


def said(text: str, model: Lines, *, title: str = TITLE) -> list[str]:
    return [words for actor, words in reported(text, find(with_model(model), text, title=title)) if actor == "trump"]


@pytest.mark.usefixtures("by_line")
@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        pytest.param({"o": OWN + 0.01}, FIVE, id="all"),
        pytest.param({"lost": OWN - 0.01, "o": OWN + 0.01}, FIVE[1:], id="but one that does not look so"),
        pytest.param({"lost": OWN + 0.01, "stone": OWN + 0.01}, FIVE[:2], id="two are enough"),
        pytest.param({"lost": 0.99}, [], id="one is not"),
    ],
)
def test_paragraphs_are_his_where_several_look_like_own_words(shares, expected):
    assert said("\n".join([OPENING, *FIVE]), Lines(**shares)) == expected


BARRED = [
    pytest.param("We lost “the bridge” because nobody would pay.", id="quotation marks: others read these"),
    pytest.param("Trump lost the bridge because nobody would pay.", id="it names him"),
    pytest.param("The bridge is lost, the mayor said.", id="it says who speaks"),
]


@pytest.mark.usefixtures("by_line")
@pytest.mark.parametrize("paragraph", BARRED)
def test_a_paragraph_that_another_speaks_in_is_not_taken(paragraph):
    model = Lines(("The bridge is lost", "said", "the mayor"), o=0.99)
    assert said("\n".join([OPENING, paragraph, *FIVE]), model) == FIVE


@pytest.mark.usefixtures("by_line")
def test_a_label_is_no_part_of_what_is_said():
    text = "\n".join([OPENING, f"Donald Trump: {FIVE[0]}", *FIVE[1:]])
    assert said(text, Lines(o=0.99)) == FIVE


@pytest.mark.usefixtures("by_line")
def test_a_turn_under_a_label_is_reported_once():
    turns = ["It was no fun, to be honest.", "Nobody would pay for it."]
    text = "\n".join([OPENING, *FIVE, f"TRUMP: {turns[0]}", "Q: Why not?", f"TRUMP: {turns[1]}"])
    assert sorted(said(text, Lines(o=0.99))) == sorted([*FIVE, *turns])


@pytest.mark.usefixtures("by_line")
def test_what_he_tells_of_himself_is_part_of_his_words():
    telling = "I told them that the bridge was lost, and they laughed."
    text = "\n".join([OPENING, *FIVE[1:], telling])
    found = find(with_model(Lines(("that the bridge was lost", "told", "I"), o=0.99)), text, title=TITLE, view=View.ALL)
    assert {one.rejected for one in found} == {"part of a paragraph of somebody's own words", None}
    assert ("trump", telling) in reported(text, [one for one in found if one.rejected is None])


@pytest.mark.usefixtures("by_line")
def test_whom_nobody_names_is_not_asked_about():
    text = "\n".join(["It rained in May.", *FIVE])
    assert said(text, Lines(o=0.99), title="A talk") == []
    assert said(text, Lines(o=0.99), title="A talk with Trump") == FIVE


@pytest.mark.usefixtures("by_line")
@pytest.mark.parametrize(
    ("speaks", "expected"),
    [
        pytest.param(thresholds.SPEAKS_ON_PAGE + 0.01, FIVE, id="the network reads them as his"),
        pytest.param(thresholds.SPEAKS_ON_PAGE - 0.01, [], id="it does not: another is interviewed"),
    ],
)
def test_who_speaks_on_the_page_is_asked_behind_title_and_lead(speaks, expected):
    model = Lines(o=0.99, speaks=speaks)
    assert said("\n".join([OPENING, *FIVE]), model) == expected
    assert model.asked[0] == f"{TITLE}\n{OPENING}\n\n{FIVE[0]}"


@pytest.mark.usefixtures("by_line")
def test_a_paragraph_that_reads_as_anothers_is_left_out():
    text = "\n".join([OPENING, *FIVE[:2], "NOBODY ASKED THE MAYOR OF COURSE.", *FIVE[2:]])
    assert said(text, Lines(o=0.99, NOBODY=0.99)) == FIVE


def test_without_a_network_nobody_is_taken(by_line):
    del by_line
    model = Lines(o=0.99)
    model.who_speaks = None
    assert said("\n".join([OPENING, *FIVE]), model) == []


@pytest.mark.usefixtures("by_line")
def test_what_readers_say_below_is_not_his():
    text = "\n".join(
        [OPENING, *FIVE, "What our readers say", "I do not believe a word of it.", "So do I, to be honest."]
    )
    assert said(text, Lines(o=0.99)) == FIVE


TITLES = [
    pytest.param("Ten minutes with President Donald Trump", FIVE, id="with him"),
    pytest.param("A letter from Trump", FIVE, id="from him"),
    pytest.param("Trump's letter to the mayors", FIVE, id="his letter"),
    pytest.param("Full text of Trump's letter to the mayors", FIVE, id="the text of his letter"),
    pytest.param("Trump on bridges", FIVE, id="on something"),
    pytest.param("Trump: “I would build it again”", FIVE, id="his name and a colon"),
    pytest.param("“She was wrong”: Trump on bridges", FIVE, id="it speaks of a woman"),
    pytest.param("“I would build it again”: the president on bridges", FIVE, id="his office"),
    pytest.param("Donald Trump’s former lawyer: “We will win”", [], id="his lawyer"),
    pytest.param("Donald Trump Jr.: “We went for fun”", [], id="his son"),
    pytest.param("Ivanka Trump: “I sleep at noon”", [], id="his daughter"),
    pytest.param("Trump adviser: “I am still not sure”", [], id="his adviser, without a possessive"),
]


@pytest.mark.usefixtures("by_line")
@pytest.mark.parametrize(("title", "expected"), TITLES)
def test_a_title_with_another_of_that_name_bars_the_page(title, expected):
    assert said("\n".join([OPENING, *FIVE]), Lines(o=0.99), title=title) == expected


@pytest.mark.usefixtures("by_line")
@pytest.mark.parametrize(("line", "expected"), [("Dear Mr. Trump,", []), ("Trump,", []), ("Dear friends,", FIVE)])
def test_whoever_is_greeted_does_not_write(line, expected):
    assert said("\n".join([OPENING, line, *FIVE]), Lines(o=0.99), title="A letter") == expected


ON_HIM = [
    pytest.param("A former aide on Donald Trump", id="on him"),
    pytest.param("The making of Trump", id="of him"),
    pytest.param("The man who negotiated for Trump", id="for him"),
    pytest.param("Donald Trump’s hairdresser: “Four hundred times”", id="his hairdresser"),
    pytest.param("Donald Trump: “I was his best friend for a year”", id="it speaks of him"),
    pytest.param("Trump and Baghaei together: the first interview", id="one of two"),
    pytest.param("His caddie on Donald Trump", id="his caddie"),
]
TO_HIM = [
    pytest.param("An open letter to President Trump", id="a letter to him"),
    pytest.param("President Trump, hear me", id="he is addressed"),
    pytest.param("A farmer writes to Trump", id="somebody writes to him"),
]
TALK = """\
We met on a bench by the river.
What was the hardest week?
The week of the vote. I slept four hours, and I called everybody twice, and nobody said yes before Friday.
Would you do it again?
I would do it again tomorrow. We had the numbers, and I knew that we had them.
And the critics?
They said the same in 2016. I read it, I laugh, and I go back to work.
What is next?
We will open the bridge in May, and I will be there, in the rain if I have to.
"""
LETTER = """\
I have voted for you twice, and I am writing to you once.
My farm is of 200 acres, and I sold my last cow on Tuesday because nobody buys my milk any more.
I was told that the customs duties would help us. I waited for a year, and I have waited long enough.
We are proud people here, and we do not ask for money. I ask you to come and look.
I will keep the door open, and there is coffee.
"""


@pytest.mark.parametrize("title", ON_HIM)
def test_the_title_tells_the_network_that_another_answers(title):
    assert reported(TALK, find(whole(), TALK, title=title)) == []


@pytest.mark.parametrize("title", TO_HIM)
def test_the_title_tells_the_network_that_another_writes(title):
    assert reported(LETTER, find(whole(), LETTER, title=title)) == []


def test_the_title_tells_the_network_that_he_answers():
    text = f"The president received us for twenty minutes.\n{TALK.partition(chr(10))[2]}"
    found = reported(text, find(whole(), text, title="Interview: Donald Trump on bridges, votes and sleep"))
    assert [actor for actor, _ in found] == ["trump"] * 3


ANOTHERS = """\
Alina Corvo has been at his side for nine years. She meets us in her office on Madison Avenue.
The verdict. Were you surprised?
I was, and I told the client so. We had prepared for a hung jury, and I had written two speeches.
Will you appeal?
We will appeal, and we will win. I have read the judge's charge four times, and I found six errors in it.
How is Donald Trump taking it?
In a heartbeat he was himself again. I have never had a better client, and I have had kings.
Do you ever say no to him?
Every day. It is what I am paid for, and I am paid well.
And then?
Then I sleep badly, and in the morning I call him again.
"""


@pytest.mark.parametrize("title", ["Trump: the verdict and the appeal", "Donald Trump’s lawyer: “We will win”"])
def test_the_answers_of_his_lawyer_are_not_his(title):
    assert reported(ANOTHERS, find(whole(), ANOTHERS, title=title)) == []


def test_answers_that_no_label_marks_are_found_by_the_packaged_weights():
    found = find(
        whole(), INTERVIEW, title="‘We argued, and I signed’: Benjamin Netanyahu on the flood, the pumps and sleep"
    )
    his = " ".join(words for actor, words in reported(INTERVIEW, found) if actor == "netanyahu")
    assert "It came when we had it." in his
    assert "I'll go when the voters send me" in his
    assert "Did the warning come too late" not in his


SECOND_VOICE = """\
In an interview with our paper, President Donald Trump speaks about the bridge.
How long will it take?
Two years, and I will be there when it opens. We have the best people.
Who pays?
I got it from the companies, all of it. We do not take a dime from the taxpayer.
{bridge}
{other}
"""


@pytest.mark.parametrize(
    ("bridge", "other"),
    [
        ("We also spoke with Oded Shaham, a former judge.", "I would not build it. I sat in that court for years."),
        ("Back in the studio, our analyst:", "I find that remarkable. I have followed him for years."),
        ("An engineer, who asked not to be named, tells it differently.", "I have the plans. We lack four piers."),
        ("In the harbour nobody waits for it. Maryam, 34, sells fish.", "I have not sold a pound. I am tired of it."),
    ],
)
def test_whoever_is_brought_in_below_an_interview_is_not_he(bridge, other):
    text = SECOND_VOICE.format(bridge=bridge, other=other)
    found = reported(text, find(whole(), text, title="Donald Trump: “I will be there”"))
    assert found
    assert not any(words in other for _, words in found)

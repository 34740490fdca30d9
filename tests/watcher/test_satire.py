"""Satire, fiction and stages: what is said there is nobody's. By rule, without the model."""

# ruff: noqa: E501 - one case a line

from __future__ import annotations

import pytest

from bot.watcher import WatchText
from tests.watcher.reader import find, reported, rules


@pytest.mark.parametrize(
    ("title", "text", "is_reported"),
    [
        ("Review: Bread", "Trump (a fine Cyril Oduya) rises in this play. “The bread is good,” Trump says.", False),
        ("Bread – review", "Trump, played by Cyril Oduya, is in the film. “The bread is good,” Trump says.", False),
        (
            "Bread – review",
            "Trump, played by Cyril Oduya, is in the film. “The bread is bad,” Trump said on Monday.",
            True,
        ),
        (
            "Bread review – a loaf too many",
            "Trump (Cyril Oduya) rises in it. “The bread is good,” Trump says. A play.",
            False,
        ),
        (
            "Stage: Bread",
            "In this play Oduya is Marsh, who plays Donald Trump. “The bread is good,” Trump says.",
            False,
        ),
        (
            "The play they queue for",
            "Cyril Oduya stars as the embattled Donald Trump. “The bread is good,” Trump says.",
            False,
        ),
        (
            "On stage: Bread",
            "It is a comedy of Donald Trump. Oduya plays him without a wig. “The bread is good,” Trump says.",
            False,
        ),
        (
            "Trump attacks the film",
            "Cyril Oduya, who plays Donald Trump in it, left.\n“The bread is good,” Trump says.",
            True,
        ),
        (
            "Trump on bread",
            "Cyril Oduya, who plays Donald Trump in a film, left. “The bread is good,” Trump says.",
            True,
        ),
        (
            "The play they queue for",
            "Trump came to the play by Cyril Oduya, who played chess. “The bread is good,” Trump says.",
            True,
        ),
        ("The play they queue for", "Cyril Oduya plays Donald Trump in it. “The bread is good,” Trump said.", True),
        ("Review: Bread", "Trump came to the play. “The bread is good,” Trump says.", True),
        ("Review: Bread", "It is the memoir of a baker. “The bread is good,” Trump says.", False),
        ("Review: Bread", "It is the memoir of a baker. “The bread is good,” Trump tells reporters.", True),
        ("Review: ‘Bread’ at the Almond Street Theatre", "Trump is in it. “The bread is good,” Trump says.", False),
        ("Book review: Bread", "“The bread is good,” Trump says.", False),
        ("Book review: Bread, by Donald Trump", "“The bread is good,” Trump said.", True),
        ("Letters: bread", "Donald Trump came. “The bread is good,” the US president said.", False),
        ("Letters: bread", "“The bread is good,” Trump said.", True),
        ("Trump on a play", "Trump, played by Cyril Oduya, rises. “The bread is good,” Trump says.", False),
        ("Trump on a play", "Trump, played by Cyril Oduya, rises. “The bread is bad,” Trump said on Monday.", True),
        ("Trump to review plan", "Trump (Getty Images) came to the play. “The bread is good,” Trump says.", True),
        ("Review: a year", "Trump (pictured with Pete Marsh, left) saw a film. “The bread is good,” Trump says.", True),
    ],
)
def test_who_is_played_on_a_stage_says_nothing(title: str, text: str, is_reported: bool) -> None:  # noqa: FBT001 - a table
    assert bool(reported(text, find(rules(), text, title=title))) is is_reported


@pytest.mark.parametrize(
    "mark",
    ["SATIRE — WASHINGTON.", "The Radish is a work of satire. All loaves are invented.", "Satire | The Weekly Kite", "Everything on this page is made up.", "This article is a work of fiction.", "This is a satirical column. Nothing in it happened.", "The Weekly Radish - news that grows (satire)", "A reader sent this. Enjoy, and remember, it's satire.", "Not the News"],
)  # fmt: skip
def test_satire_is_nobodys(mark: str) -> None:
    text = "Trump kept to the point.\n“The bread is good,” Trump said."
    assert reported(text, find(rules(), text)) != []
    assert reported(f"{mark}\n{text}", find(rules(), f"{mark}\n{text}")) == []


@pytest.mark.parametrize(
    ("url", "is_reported"),
    [
        ("https://paper.example/satire/trump-bakes", True),
        ("https://www.theonion.com/trump-bakes", False),
        ("https://babylonbee.com/trump-bakes", False),
        ("https://paper.example/news/trump-attacks-satire-show", True),
        ("https://paper.example/humor-satire-by-ann-bell/trump-bakes", False),
        ("https://onion-growers.example/trump-bakes", True),
        ("", True),
    ],
)
def test_an_address_may_say_that_it_is_satire(url: str, is_reported: bool) -> None:  # noqa: FBT001 - a table
    text = "“The bread is good,” Trump said."
    (watched,) = rules().watch([WatchText(text=text, url=url)])
    assert bool(reported(text, watched.quotations)) is is_reported


RADISH = "https://www.theradishdaily.example/bread"


@pytest.mark.parametrize(
    ("line", "url", "is_reported"),
    [
        ("The Radish Daily is a work of humor. Everything in it is made up, and so is the flour.", "", False),
        ("The Radish Daily is a work of humour. No loaf was hurt.", "", False),
        ("The Radish Daily is a work of humor.", RADISH, False),
        ("Please share. The Radish Daily publishes made-up news every Monday.", RADISH, False),
        ("The Radish Daily is satire.", "https://radish-daily.example/bread", False),
        ("The Radish Daily prints fiction, and loves it.", RADISH, False),
        ("The Radish Daily is not real.", RADISH, False),
        ("The Radish Daily is the newspaper of bakers.", RADISH, True),
        ("The Radish Daily is a work of humor.", "https://paper.example/bread", True),
        ("“Crumbs” is a work of fiction.", RADISH, True),
        ("The baker's letter is a hoax. Everything in it is made up.", RADISH, True),
        ("The Crumb is a work of humor, and a novel for bakers.", RADISH, True),
        ("“The Radish Daily is a work of humor,” Trump said.", RADISH, True),
        ("The Radish Daily is read by bakers. Its humor is missed.", RADISH, True),
    ],
)  # fmt: skip
def test_a_page_says_of_itself_that_it_is_made_up(line: str, url: str, is_reported: bool) -> None:  # noqa: FBT001 - a table
    text = f"“The bread is good,” Trump said.\nHe went home.\nBakers slept.\n{line}"
    (watched,) = rules().watch([WatchText(text=text, url=url)])
    assert (("trump", "The bread is good,") in reported(text, watched.quotations)) is is_reported


@pytest.mark.parametrize(
    ("last", "is_reported"),
    [
        ("At press time, Trump was demanding that the bread call him sir.", False),
        ("At press time, the White House had not responded.", True),
        ("The baker was asleep at press time.", True),
    ],
)
def test_how_invented_reports_end(last: str, is_reported: bool) -> None:  # noqa: FBT001 - a table
    text = f"“The bread is good,” Trump said.\n{last}"
    assert bool(reported(text, find(rules(), text))) is is_reported


@pytest.mark.parametrize(
    "mark",
    [
        "SATIRE — WASHINGTON. ",
        "This is a work of satire. ",
        "Our humour page. Nothing below happened.\n",
        "Our weekly column of things that did not happen.\n",
    ],
)
def test_satire_says_so_in_the_line_of_the_words(mark: str) -> None:
    text = f"{mark}“The bread is good,” Trump said."
    assert reported(text, find(rules(), text)) == []


@pytest.mark.parametrize(
    ("line", "is_reported"),
    [
        pytest.param("THE SMALL PRINT: WHAT THEY REALLY SAID", True, id="a heading"),
        pytest.param("Editor's note: readers ask what the three men actually said.", True, id="a note"),
        pytest.param("What they said next shook the mill.", False, id="more of the same"),
        pytest.param("What he actually said, aides explained, was worse.", False, id="a sentence of the satire"),
    ],
)
def test_what_they_really_said_may_stand_below_satire(line: str, is_reported: bool) -> None:  # noqa: FBT001 - a table
    text = f"Trump said that he was a loaf.\n\n{line}\n\nBaghaei told us that bread is dear."
    watcher = rules(("he was a loaf", "said", "Trump"), ("bread is dear", "told", "Baghaei"))
    found = reported(text, find(watcher, text, title="Loaf wins (SATIRE)"))
    assert found == [("baghaei", "bread is dear")] * is_reported


def test_a_part_that_is_called_satire_is_nobodys() -> None:
    text = "“The bread is good,” Trump said.\nSPOOF CORNER\n“I invented bread,” Trump said.\nWEATHER\n“It rains on bread,” Trump said."
    assert reported(text, find(rules(), text)) == [("trump", "The bread is good,"), ("trump", "It rains on bread,")]


NO_SATIRE = [
    pytest.param("", "This is a parody of justice, Baghaei said.", "", id="what somebody calls a verdict"),
    pytest.param("", "This is made up from end to end, Baghaei said.", "", id="what somebody calls made up"),
    pytest.param("", "Trump shared a post of the baker Marsh (parody).", "", id="a post that is one"),
    pytest.param("Trump on Europe's (parody) account", "Trump came.", "", id="a word in brackets within a title"),
    pytest.param("", "Trump called the satirical paper a disgrace.", "", id="what he calls a paper"),
    pytest.param("", "The rumour is made up, Baghaei said.", "", id="what somebody calls a rumour"),
    pytest.param("", "“This story is made up,” Trump said.", "", id="what he calls a story"),
    pytest.param("Trump tells rally of things that never happened", "Trump came.", "", id="a title on what he told"),
    pytest.param("", "None of this is true.", "", id="what a fact check says"),
    pytest.param("", "Donald J. Trump @realDonaldTrump\nThis story is made up!", "", id="what he posts of it"),
    pytest.param("", "Trump said that all quotes in the report were invented.", "", id="what he says of quotes"),
    pytest.param("", "Trump shared it, though the account is a parody.", "", id="an account that is one"),
    pytest.param("Trump sues The Onion", "Trump sued on Monday.", "The Onion is a satirical website based in Chicago.", id="a paper that is one"),
    pytest.param("", "Trump attacks satire show", "", id="a heading that tells of a show"),
]  # fmt: skip


@pytest.mark.parametrize(("title", "before", "behind"), NO_SATIRE)
def test_a_page_about_satire_is_none(title: str, before: str, behind: str) -> None:
    text = f"{before}\n“The bread is good,” Trump said.\nHe went home.\n{behind}"
    assert ("trump", "The bread is good,") in reported(text, find(rules(), text, title=title))


@pytest.mark.parametrize(
    "title",
    [
        "Trump bakes the moon | The Onion",
        "Trump bakes the moon (The Borowitz Report)",
        "Trump bakes the moon (SATIRE)",
        "Trump bakes the moon [Satire]",
    ],
)
def test_a_satirical_outlet_signs_its_titles(title: str) -> None:
    text = "Trump kept to the point.\n“The bread is good,” Trump said."
    assert reported(text, find(rules(), text, title=title)) == []


@pytest.mark.parametrize(
    "text",
    [
        "OSLO (The Onion)—Donald Trump on Monday banned yeast. “Too puffy,” Trump said.",
        "OSLO (The Borowitz Report) – Trump came. “Too puffy,” Trump said.",
        "The Babylon Bee: Trump came. “Too puffy,” Trump said.",
        "The Babylon Bee – Trump came. “Too puffy,” Trump said.",
        "Trump came. “Too puffy,” Trump said. The Shovel is Australia's satirical news site.",
        "Trump came. “Too puffy,” Trump said.\nThe Onion, a satirical newspaper.",
        "An AI-generated clip shows Trump in a bakery. “I bake,” Trump says in it.",
        "A fake clip made with AI shows Trump in a bakery. “I bake,” he says.",
        "A deepfake of Trump went round. In it he says, “I bake.”",
        "A video that shows Trump at an oven was created with artificial intelligence. “I bake,” he says in it.",
        "The audio, which was made with artificial intelligence, has Trump saying: “I bake.”",
        "A computer-generated Trump greets visitors. “I bake,” he says.",
        "The video is a deepfake. “I bake,” Trump says in it.",
        "In the new thriller by Ann Marsh, Trump hides. “I bake,” he says.",
        "In Ann Marsh's novel “Crumbs”, Trump flees. “I bake,” he tells a fisherman.",
        "In the opera's second act, Trump sings. “I bake,” he says.",
        "In the video game Crumbs, Trump guards an oven. “I bake,” he tells the player.",
        "In Sunday's cartoon, Trump sits on an oven. “I bake,” he says.",
        "The board game Crumbs lets four players be Trump. “I bake,” he says on the cards.",
        "A puppet of Trump opens the show. “I bake,” he says.",
        "In the animated series “Crumbs”, Trump is a fox. “I bake,” he says.",
        "We had a chatbot speak. “Trump” also said “I bake”.",
    ],
)
def test_what_is_made_up_is_nobodys(text: str) -> None:
    assert reported(text, find(rules(), text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "The Onion ran a page on yeast. “I bake,” Trump said of it.",
        "“I bake,” Trump said. He sued The Onion. The Onion is a satirical newspaper.",
        "A deepfake of Trump went round. “I bake,” Trump told reporters.",
        "An AI-generated clip of Trump was shared by his son. “I bake,” Trump said.",
        "“I bake,” Trump says of the AI-generated clip.",
        "Trump says the AI-generated clip was made by his enemies. “I bake,” he says.",
        "A video made with artificial intelligence shows Trump. He tells reporters, “I bake.”",
        "The film opens on Friday. “I bake,” Trump said.",
        "In a video on his plan for artificial intelligence, Trump says, “I bake.”",
        "In the film festival's main hall, Trump says, “I bake.”",
        "In the opera house, Trump said, “I bake.”",
        "In the drama over the budget, Trump says, “I bake.”",
        "In a play for farm votes, Trump said, “I bake.”",
        "In a series of interviews, Trump says: “I bake.”",
        "Trump signed a law on deepfakes. “I bake,” he says in a video.",
        "“I bake,” Trump told the makers of a satirical show.",
        "The comedian Marsh, who plays Trump on television, left. “I bake,” Trump said.",
        "A cartoon angered the president. “I bake,” Trump said.",
    ],
)
def test_a_text_about_what_is_made_up_keeps_his_own_words(text: str) -> None:
    assert [words for _, words in reported(text, find(rules(), text))] != []

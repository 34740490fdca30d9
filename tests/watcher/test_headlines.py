"""What the headlines of a page say, and what their capitals hide. By rule, without the model."""

from __future__ import annotations

import pytest

from bot.core.model import View
from tests.watcher.reader import find, joined, reported, rules

BODY = "\nTEHRAN – The spokesman met the press on Monday."


@pytest.mark.parametrize(
    ("title", "words"),
    [
        pytest.param("Baghaei: Border Markets Will Reopen", "Border Markets Will Reopen", id="his name and a colon"),
        pytest.param(
            "Spokesman Baghaei: Iran is to extend the hours", "Iran is to extend the hours", id="with his title"
        ),
        pytest.param("Kites are no weapons: Baghaei", "Kites are no weapons", id="a colon and his name"),
    ],
)
def test_a_headline_gives_his_words(title: str, words: str):
    text = title + BODY
    assert reported(text, find(rules(), text, title=title)) == [("baghaei", words)]


@pytest.mark.parametrize(
    "title",
    [
        pytest.param("Baghaei: A Life in Kites", id="no sentence"),
        pytest.param("Baghaei: is it so?", id="a question"),
        pytest.param("Baghaei: Borders Will Reopen, Says Minister", id="what somebody else says"),
        pytest.param("Baghaei: Allies Fear He Will Quit", id="what is said of him"),
        pytest.param("Baghaei: From Soldier to Spokesman", id="no verb"),
        pytest.param("Hale: Border Markets Will Reopen", id="somebody else"),
        pytest.param("Baghaei and Hale: Border Markets Will Reopen", id="two"),
        pytest.param("Baghaei's brother: Border Markets Will Reopen", id="whose brother"),
    ],
)
def test_other_headlines_give_none(title: str):
    text = title + BODY
    assert reported(text, find(rules(), text, title=title)) == []


def test_a_line_of_that_form_that_is_no_title_of_this_page_is_none():
    text = "Baghaei meets the press" + BODY + "\nMost read\nBaghaei: Border Markets Will Reopen"
    assert reported(text, find(rules(), text, title="Baghaei meets the press")) == []


@pytest.mark.parametrize(
    "headline",
    [
        "Donald Trump Again Demands Bread",
        "Donald Trump Will Not Have Bread",
        "The Bread Is Old, Trump Says",
        "The Bread Is Old, Trump Warns.",
    ],
)
def test_the_capitals_of_a_headline_are_no_part_of_a_name(headline: str):
    text = f"{headline}\nIt was cold. Trump said it would rain."
    found = find(rules(("it would rain", "said", "Trump said")), text, view=View.EVERYBODY)
    assert [one.actor_id for one in found if text[slice(*one.content[0])] == "it would rain"] == ["trump"]


def test_a_surname_that_looks_like_such_a_word_stays():
    text = "Theresa May Will Go\nTrump came. Theresa May said it would rain."
    (found,) = find(rules(("it would rain", "said", "Theresa May said")), text, view=View.EVERYBODY)
    assert found.speaker == "Theresa May"


QUOTES = """A line of context comes after each.
4 March: On kites
“They are red. I like them.

“They fly.”
The mayor has no kites.
“No,” she told us.
6 April: A harbour in Ohio
“It is a good harbour.”
"""


def test_a_page_of_quotes_is_of_whom_its_title_says():
    title = "Trump's spring in quotes"
    said = [words for _, words in reported(QUOTES, find(rules(), QUOTES, title=title))]
    assert said == ["They are red. I like them … They fly.", "It is a good harbour"]  # “…” between paragraphs


@pytest.mark.parametrize(
    "title",
    ["Spring in quotes", "The mayor's spring in quotes", "Trump and Netanyahu in quotes", "Trump in the spring"],
)
def test_and_of_nobody_where_it_says_so_of_none_or_two(title: str):
    assert reported(QUOTES, find(rules(), QUOTES, title=title)) == []


TOPICS = (
    "He spoke on Friday.\nOn beef\n“It is dear.”\nOn jobs\n“They came back.”\nAnd what others said\n“He is tired.”\n"
)


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("In quotes: what Trump said at the fair", ["It is dear", "They came back"]),
        ("What Donald Trump said about farming", ["It is dear", "They came back"]),
        ("What Trump's rivals said at the fair", []),
        ("What rivals of Donald Trump said at the fair", []),
        ("What Trump and Netanyahu said at the fair", []),
        ("What the fair said of Trump", []),
    ],
)
def test_below_the_topics_of_a_page_on_what_he_said_it_is_his(title: str, words: list[str]):
    assert [said for _, said in reported(TOPICS, find(rules(), TOPICS, title=title))] == words


def test_below_topics_and_names_it_may_be_anybodys():
    text = "The world has answered.\nOn jobs\n“He brought them back.”\nYair Lapid, opposition leader\n“He is tired.”\n"
    assert reported(text, find(rules(), text, title="Trump in quotes")) == []


@pytest.mark.parametrize(
    ("line", "words"),
    [
        pytest.param("- Trump said.", "They asked for it. We did not", id="name and verb"),
        pytest.param("— said Trump.", "They asked for it. We did not", id="verb and name"),
    ],
)
def test_a_line_with_a_dash_says_whose_the_paragraph_above_is(line: str, words: str):
    text = f"Trump came to Iowa.\n\nThey asked for it. We did not\n\n{line}\n\nThe crowd left."
    assert ("trump", words) in joined(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Trump came.\n\nThey asked for it. We did not\n\n- said the mayor, Ann Bell.", id="somebody else"),
        pytest.param(
            "Trump came.\n\nThey asked for it. We did not\n\n– said a rival of Trump.",
            id="somebody who has to do with him",
        ),
        pytest.param("Trump came.\n\n- The mayor was late.\n- Trump spoke.", id="a list"),
        pytest.param(
            "Trump came.\n\nThey asked for it. We did not\n\n- Trump said nothing of the price of bread to anybody",
            id="a sentence",
        ),
    ],
)
def test_but_not_here(text: str):
    assert [who for who, words in joined(text) if "asked for it" in words or "late" in words if who] == []


BLOCK = """Donald Trump spoke in Iowa. He said:
We have flour going in.
I spoke to the mayor, and he is happy.
I may look at the pier.
The crowd left."""


def test_below_a_colon_his_first_person_goes_on():
    assert [words for _, words in reported(BLOCK, find(rules(), BLOCK))] == [" … ".join(BLOCK.split("\n")[1:4])]


def test_but_one_paragraph_where_the_writer_is_i():
    text = f"I went to Iowa.\n{BLOCK}"
    assert [words for _, words in reported(text, find(rules(), text))] == ["We have flour going in."]

# ruff: noqa: E501 - one case a line

from __future__ import annotations

import pytest

from bot.core.model import Kind
from tests.watcher.reader import find, reported, rules, whole
from tests.whole import needs_tagger


def test_what_follows_a_quotation_is_of_the_same_speaker() -> None:
    text = "“The bread is good,” Trump said. “The wine is better.”"
    watcher = rules(("“The bread is good,”", "said", "Trump"))
    assert reported(text, find(watcher, text)) == [("trump", "“The bread is good,”"), ("trump", "The wine is better.")]


@pytest.mark.parametrize(
    ("heading", "is_told"),
    [
        ("ALSO ON THIS SITE", False),
        ("More from the Harbour Post", False),
        ("Most read", False),
        ("Related stories:", False),
        ("You may also like", False),
        ("What to read next", False),
        ("More on bread", False),
        ("More from his news conference", True),
        ("More bread", True),
        ("The most read papers have it.", True),
        ("On the harbour", True),
    ],
)
def test_headlines_below_a_line_that_sends_readers_on_are_told_by_another_article(
    heading: str, *, is_told: bool
) -> None:
    text = f"The harbour opens at dawn.\n\n{heading}\n\nThe ferry sails again\n\nTrump says that bread is dead"
    assert bool(reported(text, find(rules(("bread is dead", "says", "Trump")), text))) is is_told
    text = f"{text}\n\nTrump spoke in the harbour, and he says there that mud is dry."
    found = find(rules(("mud is dry", "he says", "Trump")), text)
    assert reported(text, found) == [("trump", "mud is dry")]  # a sentence below is the article again


def test_a_beginning_with_a_verb_of_its_own_is_of_no_inserted_attribution() -> None:
    text = "Trump told ministers that a dam was “dry by May” and, he added, “mud by June”, all of it."
    watcher = rules(("that a dam was “dry by May”", "told", "Trump"), ("“mud by June”, all of it", "added", "he"))
    assert reported(text, find(watcher, text)) == [
        ("trump", "a dam was “dry by May”"),
        ("trump", "“mud by June”, all of it"),
    ]


@pytest.mark.parametrize(
    ("first", "who", "second", "expected"),
    [
        ("it “a bad,”", "he", "“old dam”", ["it “a bad,” … “old dam”"]),
        ("it “a bad dam,”", "he", "“It leaks”", ["it “a bad dam,”", "“It leaks”"]),
        ("it “a bad dam”", "he", "“that leaks”", ["it “a bad dam”", "“that leaks”"]),
        ("it “a bad,”", "Netanyahu", "“old dam”", ["it “a bad,”"]),
    ],
)
def test_a_quotation_that_an_attribution_parts_is_one(first: str, who: str, second: str, expected: list[str]) -> None:
    text = f"Trump called {first} {who} said on Monday, {second}."
    watcher = rules((first, "called", "Trump"), (second, "said", who))
    assert [words for actor, words in reported(text, find(watcher, text)) if actor == "trump"] == expected


def test_another_ones_fragment_stays() -> None:
    text = "Netanyahu called the bread “very good”.\n“The bread is very good, I ate it all,” Trump said."
    watcher = rules(("the bread “very good”", "called", "Netanyahu"))
    assert {actor for actor, _ in reported(text, find(watcher, text))} == {"netanyahu", "trump"}


@pytest.mark.parametrize(
    ("text", "cue", "sense"),
    [
        ("Trump said that bread was cheap.", "said", None),
        ("Trump denied that bread was cheap.", "denied", "denies"),
        ("Trump warned that bread was cheap.", "warned", "warns"),
        ("Trump promised that bread was cheap.", "promised", "promises"),
        ("Trump called on bakers to agree that bread was cheap.", "called", "calls on"),
        ("Trump called for proof that bread was cheap.", "called", "calls for"),
        ("Trump called it a shame that bread was cheap.", "called", "calls it"),
        ("Trump ruled out that bread was cheap.", "ruled out", "rules out"),
        ("Trump ruled that bread was cheap.", "ruled", None),
        ("Trump hoped that bread was cheap.", "hoped", "hopes"),
        ("Trump expressed hope that bread was cheap.", "expressed hope", "hopes"),
        ("Trump agreed that bread was cheap.", "agreed", "agrees"),
        ("Trump slammed reports that bread was cheap.", "slammed", "criticises"),
        ("Trump instructed ministers to see that bread was cheap.", "instructed", "orders"),
    ],
)
def test_the_sense_of_the_verb_is_kept(text: str, cue: str, sense: str | None) -> None:
    (found,) = find(rules(("that bread was cheap", cue, "Trump")), text)
    assert found.sense == sense


@needs_tagger
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Baghaei ruled out talks with Europe.", ["talks with Europe"]),
        ("Netanyahu has ruled out a windfall tax for 2027.", ["a windfall tax for 2027"]),
        ("Baghaei called on Europe to answer the letter.", ["Europe to answer the letter"]),
        ("Baghaei called upon the Swiss government to answer.", ["the Swiss government to answer"]),
        ("Trump demanded to see the letter.", ["to see the letter"]),
        ("Trump called the mayor to thank him.", []),
        ("Netanyahu offered to send a rescue unit.", ["to send a rescue unit"]),
        ("Trump urged the mayor in a letter to pardon him.", ["the mayor in a letter to pardon him"]),
        ("Baghaei thanked Kabul for the lanterns.", ["Kabul for the lanterns"]),
        ("Trump put the cost at $6 billion over five years.", ["the cost at $6 billion over five years"]),
        ("Netanyahu ruled over the party for years.", []),
        ("Netanyahu offered four planes and a team of foresters.", ["four planes and a team of foresters"]),
        ("Trump offered no proof of what he had claimed.", []),
        ("Trump offered few details of the plan.", []),
        ("Trump offered no proof.", []),
        ("When offered the job, Trump declined.", []),
        (
            "Trump called the bill to extend the subsidies a giveaway to insurers.",
            ["the bill to extend the subsidies a giveaway to insurers"],
        ),
        ("Baghaei called the move to restore sanctions illegal.", ["the move to restore sanctions illegal"]),
        ("Trump put a tariff on copper at 50 percent.", []),
        (
            "Baghaei put the number of the dead at more than a hundred.",
            ["the number of the dead at more than a hundred"],
        ),
        ("Netanyahu instructed ministers to find savings.", ["ministers to find savings"]),
        ("Netanyahu ordered lunch.", []),
    ],
)
def test_an_act_of_speech_with_an_object_is_a_statement(text: str, expected: list[str]) -> None:
    assert [words for _, words in reported(text, find(whole(), text))] == expected


@pytest.mark.parametrize(
    ("text", "content", "cue"),
    [
        ("What Trump said of bread was new.", "What", "said"),
        ("Trump warned bakers.", "bakers", "warned"),
        ("Trump vowed revenge on bread.", "revenge", "vowed"),
        ("Trump said something that deserved a hearing.", "something that deserved a hearing", "said"),
        ("Trump complained about the price of bread.", "the price of bread", "complained about"),
        ("Trump was replying to a question about bread.", "a question about bread", "was replying to"),
        (
            "Trump made a number of claims that were false about bread.",
            "were false about bread",
            "made a number of claims",
        ),
        ("Trump said this in an interview.", "this in an interview", "said"),
        ("The dark brown bread was, Trump allowed, a brick.", "The dark brown bread was", "allowed"),
        ("Bread sticks, Trump allowed, a dish for two.", "Bread sticks", "allowed"),
        ("Trump referred to reports that bread was “dead”.", "reports that bread was “dead”", "referred to"),
    ],
)
def test_what_the_words_are_about_is_none_of_them(text: str, content: str, cue: str) -> None:
    assert find(rules((content, cue, "Trump")), text) == ()


@pytest.mark.parametrize(
    ("text", "content", "cue"),
    [
        ("Asked about it, Trump said “what”.", "“what”", "said"),
        ("Trump spoke of “a beautiful loaf”.", "“a beautiful loaf”", "spoke of"),
        ("Trump referred to the loaf as “a brick”.", "the loaf as “a brick”", "referred to"),
        ("Trump warned of the death of bread.", "the death of bread", "warned of"),
        ("Trump said something had to be done.", "something had to be done", "said"),
        ("Asked whether bread was dead, Trump said no.", "no", "said"),
        ("Trump complained about allies who “love the bread but hate the baker's bill”.", "allies who “love the bread but hate the baker's bill”", "complained about"),
        ("Trump urged the mayor to resign.", "resign", "urged"),
        ("Trump updated the bakers that bread was dead.", "bread was dead", "updated"),
        ("Trump complained of being treated unfairly.", "being treated unfairly", "complained of"),
        ("Bread stood on both tables, Trump allowed.", "Bread stood on both tables", "allowed"),
    ],
)  # fmt: skip
def test_few_words_may_say_something(text: str, content: str, cue: str) -> None:
    assert len(find(rules((content, cue, "Trump")), text)) == 1


@pytest.mark.parametrize(
    ("text", "content", "cue", "expected"),
    [
        ("Pressed (twice) on whether bread was dead, Trump replied that it lived.", "whether bread was dead … it lived", "replied", "it lived"),
        ("Pressed on whether bread was dead, Trump replied that it lived.", "whether bread was dead … it lived", "replied", "it lived"),
        ("The price, Trump added, would fall by May.", "The price … would fall by May", "added", "The price … would fall by May"),
        ("The raid was the last; the next one, Trump added, would be larger.", "the next one … would be larger", "added", "the next one … would be larger"),
        ("Well, Trump added, the price would fall by May.", "Well … the price would fall by May", "added", "the price would fall by May"),
        ("But the price, Trump added, would fall by May.", "the price … would fall by May", "added", "the price … would fall by May"),
    ],
)  # fmt: skip
def test_what_he_was_asked_is_no_piece_of_his_answer(text: str, content: str, cue: str, expected: str) -> None:
    assert reported(text, find(rules((content, cue, "Trump")), text)) == [("trump", expected)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param("Baghaei's comeback, at noon: ", "baghaei", id="whose word it is there"),
        pytest.param("Roe's comeback, at noon: ", None, id="somebody who is not tracked"),
        pytest.param(
            "Trump had left. Baghaei's comeback, at noon: ", "baghaei", id="not who is named a sentence before"
        ),
        pytest.param("After Trump had left, Baghaei's comeback was: ", "baghaei", id="of two whose the word is"),
        pytest.param("Trump had left when Baghaei came: ", None, id="one of two"),
    ],
)
def test_what_stands_behind_a_colon_is_of_no_paragraph_before(line: str, expected: str | None) -> None:
    text = f"Trump's line was “Good.” Karl Roe heard it.\n{line}bread is dead."
    found = find(rules(("bread is dead", ":", "Trump's")), text)
    assert [one.actor_id for one in found] == [expected] * (expected is not None)


DATELINES = [
    *("HULL, Feb 5 (Coast Wire) - ", "HULL (AP) — ", "HULL, Feb. 5 (Xinhua) -- ", "HULL: ", "HULL | ", "HULL • "),
    *("UPDATE 2-", "HULL [Coast Wire] ", "(Coast) -- ", ""),
]


@pytest.mark.parametrize("dateline", DATELINES)
def test_a_clause_that_opens_the_sentence_behind_a_dateline_is_his(dateline: str) -> None:
    text = f"{dateline}The mill will open on Sunday, Trump said on Monday, but nobody will pass unchecked."
    pieces = "The mill will open on Sunday … but nobody will pass unchecked"
    assert reported(text, find(rules((pieces, "said", "Trump")), text)) == [("trump", pieces)]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(["Bread was dead;", "wine was dear;", "and beer was flat."], ["Bread was dead;", "wine was dear;", "and beer was flat."], id="lines that end in a semicolon"),
        pytest.param(["• Bread was dead", "• Wine was dear"], ["Bread was dead", "Wine was dear"], id="bullets"),
        pytest.param(["Bread was dead.", "The mill was quiet."], ["Bread was dead."], id="narrative"),
    ],
)  # fmt: skip
def test_a_list_behind_a_colon_is_said(lines: list[str], expected: list[str]) -> None:
    text = "\n".join(["Trump came to the mill. He said:", *lines])
    content = " … ".join(line.removeprefix("• ") for line in lines)
    pieces = [
        words for _, found in reported(text, find(rules((content, "said", "He")), text)) for words in found.split(" … ")
    ]
    assert [words.removeprefix("• ") for words in pieces] == expected


@needs_tagger
def test_he_is_not_the_one_who_is_spoken_to() -> None:
    text = (
        "President Trump met Netanyahu in Jerusalem. Netanyahu thanked the president.\n"
        "“We want this cable,” he told the president, the office said."
    )
    assert ("trump", "“We want this cable,”") not in reported(text, find(whole(), text))


@pytest.mark.parametrize(
    ("text", "manner"),
    [
        ("Trump told reporters in Tehran that bread was cheap.", "told reporters in Tehran"),
        ("Trump told reporters in Tehran at his weekly stop that bread was cheap.", "told reporters in Tehran"),
        ("In an interview with Radio Riga, Trump said that bread was cheap.", "In an interview with Radio Riga"),
        ("Trump said in a post on Truth Social that bread was cheap.", "in a post on Truth Social"),
        ("Trump said aboard Air Force One that bread was cheap.", "aboard Air Force One"),
        ("Trump on Thursday called on bakers and said that bread was cheap.", None),
        ("Trump said that bread was cheap.", None),
    ],
)
def test_the_manner_is_told_in_the_articles_words(text: str, manner: str | None) -> None:
    cue = "told" if "told" in text else "said"
    (found,) = find(rules(("that bread was cheap", cue, "Trump")), text)
    assert found.manner == manner


@pytest.mark.parametrize(
    ("content", "kind"),
    [("“all of it”", Kind.DIRECT), ("a “part of it”", Kind.MIXED), ("none of it", Kind.INDIRECT)],
)
def test_the_kind_comes_from_the_marks(content: str, kind: Kind) -> None:
    text = f"Trump said he liked {content}."
    (found,) = find(rules((content if kind is Kind.DIRECT else f"he liked {content}", "said", "Trump")), text)
    assert found.kind is kind


def test_a_word_before_the_marks_is_not_reported_as_the_actors() -> None:
    text = "Trump called it “the very jewel of the coast”."
    (found,) = find(rules(("it “the very jewel of the coast”", "called", "Trump")), text)
    assert found.kind is Kind.MIXED


@pytest.mark.parametrize(
    ("text", "first", "second", "expected"),
    [
        (
            "Trump urged bakers to go home, saying that bread “feeds nobody”.",
            ("bakers to go home", "urged"),
            ("that bread “feeds nobody”", "saying"),
            "bakers to go home, saying that bread “feeds nobody”",
        ),
        (
            "Trump complained that bakers slept, saying “they owe us a loaf”.",
            ("that bakers slept", "complained"),
            ("“they owe us a loaf”", "saying"),
            "bakers slept, saying “they owe us a loaf”",
        ),
    ],
)
def test_a_clause_that_goes_on_leaves_a_sentence(text, first, second, expected) -> None:
    assert reported(text, find(rules((*first, "Trump"), (*second, "Trump")), text)) == [("trump", expected)]


def test_phrases_that_say_nothing_are_no_statements() -> None:
    text = "Trump explained the positions of the bakers."
    assert find(rules(("the positions of the bakers", "explained", "Trump")), text) == ()

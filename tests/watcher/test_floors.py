"""Somebody without a name who states something has the floor: the next *he* is no tracked actor named before."""

# ruff: noqa: E501 - one case a line

from __future__ import annotations

import pytest

from bot.core.model import View
from tests.watcher.reader import MarkedTagger, find, with_model

WELL, RAIN = "wells were dry", "it would rain"


class Certain(MarkedTagger):
    """A model that marks who said two things, and holds that Donald Trump says whatever *he* says."""

    def who_speaks(self, text, content, source, names):  # noqa: ARG002
        is_asked = any(RAIN in text[slice(*span)].lower() for span in content)
        return [0.0 if is_asked else 1.0, *(float(is_asked and "Trump" in name) for name in names)]


def speakers(text: str, source: str, verb: str = "stated", last: str = "He") -> dict[str, str | None]:
    """Who says each of the two things."""
    said = "“It would rain,”" if "“It would rain,”" in text else RAIN
    tagger = Certain((WELL, verb, source), (said, "said", last))
    found = find(with_model(tagger), text, view=View.EVERYBODY)
    return {text[slice(*one.content[0])].strip("“”,").lower(): one.actor_id for one in found}


SOMEBODY = [
    "Qatar's emir", "Qatar's energy minister", "The Qatari energy minister", "The energy minister of Qatar",
    "A Qatari official", "One senior official", "A farmer in the north", "A lawyer for the family",
    "The head of the water board", "The spokesman of its foreign office", "The company's founder", "The father of one of the soldiers", "His lawyer",
    "Trump's lawyer", "His press secretary", "Ukraine's top negotiator", "Jordan’s water minister",
    "Turkey's communications director", "A person close to the talks", "One man in the crowd", "The mayor",
]  # fmt: skip


@pytest.mark.parametrize("source", SOMEBODY)
@pytest.mark.parametrize("gap", [" ", "\n"], ids=["one paragraph", "the next paragraph"])
def test_he_is_not_who_was_named_before_somebody_without_a_name_spoke(source: str, gap: str):
    text = f"Trump spoke of bread. {source} stated wells were dry.{gap}He said it would rain."
    assert speakers(text, source) == {WELL: None, RAIN: None}


@pytest.mark.parametrize(
    "between",
    [
        pytest.param("“We dug two in May.”", id="more of his words"),
        pytest.param("He shrugged.", id="what he does"),
    ],
)
def test_somebody_keeps_the_floor(between: str):
    text = f"Trump spoke of bread. A farmer stated wells were dry. {between} He said it would rain."
    assert speakers(text, "A farmer")[RAIN] is None


def test_the_same_of_words_whose_source_stands_behind_them():
    text = "Trump spoke of bread. A farmer stated wells were dry. “It would rain,” he said."
    assert speakers(text, "A farmer", last="he")[RAIN] is None


@pytest.mark.parametrize(
    ("source", "rest", "verb"),
    [
        ("A farmer", "who met Trump on Sunday stated", "stated"),
        ("A farmer", "told Trump that", "told"),
        ("A senator", "stated on Monday, a day after meeting Trump, that", "stated"),
    ],
)
def test_he_himself_in_the_sentence_of_somebody_gives_him_no_floor(source: str, rest: str, verb: str):
    text = f"Trump spoke of bread. {source} {rest} wells were dry. He said it would rain."
    assert speakers(text, source, verb)[RAIN] is None


def test_what_he_does_not_do_gives_it_back_to_nobody():
    text = "Trump spoke of bread. A farmer stated wells were dry. Trump has not replied. He said it would rain."
    assert speakers(text, "A farmer")[RAIN] is None


NAMED = [
    pytest.param(
        "Trump met the mayor. Hale stated wells were dry. He said it would rain.",
        "Hale",
        id="somebody with a name who spoke last",
    ),
    pytest.param(
        "Trump accused the mayor of lying. Jerome Hale stated wells were dry.\nHe said it would rain.",
        "Jerome Hale",
        id="in the next paragraph",
    ),
]


@pytest.mark.parametrize(("text", "source"), NAMED)
def test_no_network_takes_the_floor_from_somebody_with_a_name(text: str, source: str):
    assert speakers(text, source)[RAIN] is None


def test_he_is_not_who_was_seen_before_the_one_whom_the_last_sentence_is_about():
    text = "Netanyahu did not speak. Jerome Katz took the microphone instead. “It would rain,” he said."
    tagger = MarkedTagger(("“It would rain,”", "said", " he"))
    assert [one.actor_id for one in find(with_model(tagger), text, view=View.EVERYBODY)] == [None]


@pytest.mark.parametrize(
    ("text", "actor_id"),
    [
        pytest.param("Trump came. The visitor said it would rain.", "trump", id="what may be said of anybody"),
        pytest.param("Trump came. The attorney general said it would rain.", None, id="an office that is not his"),
        pytest.param("Trump came. The spokeswoman said it would rain.", None, id="a woman"),
        pytest.param("Trump came. The late president said it would rain.", None, id="who is dead"),
        pytest.param("Trump came. The president said it would rain.", "trump", id="his office"),
        pytest.param("The president of Brazil met Trump. The president said it would rain.", None, id="an office that somebody of another country bears"),
        pytest.param("Brazil's president met Trump. The US president said it would rain.", "trump", id="but not of his country"),
    ],
)  # fmt: skip
def test_what_the_network_makes_of_a_description(text: str, actor_id: str | None):
    source = text.split(". ")[1].removesuffix(" said it would rain.").removesuffix(" said it would rain")
    tagger = Certain((RAIN, "said", source))
    assert [one.actor_id for one in find(with_model(tagger), text, view=View.EVERYBODY)] == [actor_id]


@pytest.mark.parametrize(
    ("text", "verb", "source", "last", "actor_id"),
    [
        pytest.param("Baghaei left. A European diplomat stated wells were dry. The diplomat said it would rain.", "stated", "A European diplomat", "The diplomat", None, id="somebody new has it"),
        pytest.param("Trump left. Emmanuel Macron, the French president, stated wells were dry. The president said it would rain.", "stated", "Emmanuel Macron", "The president", None, id="somebody by name has it"),
        pytest.param("Netanyahu left. Jerome Hale stated wells were dry. The prime minister said it would rain.", "stated", "Jerome Hale", "The prime minister", None, id="who spoke last may have it"),
        pytest.param("Netanyahu left. Jerome Hale stated wells were dry. The Israeli prime minister said it would rain.", "stated", "Jerome Hale", "The Israeli prime minister", "netanyahu", id="but not of his country"),
        pytest.param("Netanyahu left. Jerome Hale stated wells were dry.\nThe prime minister said it would rain.", "stated", "Jerome Hale", "The prime minister", "netanyahu", id="nor in the next paragraph"),
        pytest.param("Jerome Hale stated wells were dry. Netanyahu shrugged. The prime minister said it would rain.", "stated", "Jerome Hale", "The prime minister", "netanyahu", id="nor where he is seen since"),
    ],
)  # fmt: skip
def test_an_office_is_of_who_was_seen_with_it_last(text: str, verb: str, source: str, last: str, actor_id: str | None):
    tagger = MarkedTagger((WELL, verb, source), (RAIN, "said", last))
    found = find(with_model(tagger), text, view=View.EVERYBODY)
    assert [one.actor_id for one in found if text[slice(*one.content[0])] == RAIN] == [actor_id]


def test_a_state_department_official_is_somebody_new():
    text = "Baghaei left. “It would rain,” a State Department official said."
    tagger = MarkedTagger(("“It would rain,”", "said", "a State Department official"))
    assert [one.actor_id for one in find(with_model(tagger), text, view=View.EVERYBODY)] == [None]


def test_an_office_that_is_borne_elsewhere_too_has_to_be_surer():
    text = "Yemen's Houthi leader left. Netanyahu has promised a price. The leader said it would rain."
    tagger = MarkedTagger((RAIN, "said", "The leader"))
    assert [one.actor_id for one in find(with_model(tagger), text, view=View.EVERYBODY)] == [None]


def test_nobody_answers_himself():
    text = "“Wells are dry,” Trump told Hale. “It would rain,” he replied."
    tagger = MarkedTagger(("“Wells are dry,”", "told", "Trump"), ("“It would rain,”", "replied", "he replied"[:2]))
    found = {text[slice(*one.content[0])]: one.actor_id for one in find(with_model(tagger), text, view=View.EVERYBODY)}
    assert found == {"“Wells are dry,”": "trump", "“It would rain,”": None}


@pytest.mark.parametrize(("words", "actor_id"), [("We will see.", "trump"), ("We will see, Mr. President.", None)])
def test_nobody_speaks_to_himself_by_his_office(words: str, actor_id: str | None):
    text = f"Trump spoke of bread. “{words}” He said so."
    tagger = MarkedTagger((f"“{words}”", "said", "He"))
    (found,) = find(with_model(tagger), text, view=View.EVERYBODY)
    assert found.actor_id == actor_id


def test_who_is_asked_has_the_floor():
    text = "Trump spoke of bread. A reporter asked Trump's spokesman whether wells were dry. He said it would rain."
    assert speakers(text, "A reporter", "asked")[RAIN] is None


def test_who_tells_them_has_it_and_not_they():
    text = "Trump spoke of bread. Reporters were told by Ukraine's economy minister that wells were dry. He said it would rain."
    assert speakers(text, "Ukraine's economy minister", "told")[RAIN] is None


@pytest.mark.parametrize(
    ("text", "source", "verb"),
    [
        pytest.param("A farmer stated wells were dry. Trump shrugged. He said it would rain.", "A farmer", "stated", id="he is seen since"),
        pytest.param("A farmer told him wells were dry. He said it would rain.", "A farmer", "told", id="he is told"),
        pytest.param("A reporter asked whether wells were dry. He said it would rain.", "A reporter", "asked", id="who asks has no floor"),
        pytest.param("One questioner stated wells were dry. He said it would rain.", "One questioner", "stated", id="nor has a questioner"),
        pytest.param("A statement stated wells were dry. He said it would rain.", "A statement", "stated", id="nor a thing"),
        pytest.param("The US president stated wells were dry. He said it would rain.", "The US president", "stated", id="nor he himself"),
        pytest.param("The visitor stated wells were dry. He said it would rain.", "The visitor", "stated", id="nor who may be he"),
        pytest.param("A farmer stated wells were dry. The crowd grew. He said it would rain.", "A farmer", "stated", id="it ends with what happens next"),
        pytest.param("A farmer stated wells were dry.\nOn the weather, he said it would rain.", "A farmer", "stated", id="a new paragraph may come back to him"),
        pytest.param("Trump was told by a farmer that wells were dry. He said it would rain.", "a farmer", "told", id="the sentence is about who was told"),
        pytest.param("Netanyahu stated wells were dry. Trump smiled. He said it would rain.", "Netanyahu", "stated", id="somebody with a name"),
    ],
)  # fmt: skip
def test_otherwise_the_network_is_believed(text: str, source: str, verb: str):
    text = f"Trump spoke of bread. {text}"
    assert speakers(text, source, verb, "he" if ", he said" in text else "He")[RAIN] == "trump"

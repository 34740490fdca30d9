"""What words prove, and so may hide: a new text whose words stand on record, and nothing else."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.novelty.lexicon import set_of
from bot.novelty.wordings.deixis import hangs_on_its_day, points_outside
from bot.novelty.wordings.proof import is_proven, is_short_answer, passage, stands_in

OLD = (
    "We start the work in June, and we finish early. The boats were painted in April. "
    "The harbour stays open; the ferries sail on Friday."
)
PROVEN = [
    pytest.param(OLD, OLD, id="word for word"),
    pytest.param("“WE START THE WORK IN JUNE”", OLD, id="a clause, in another dress"),
    pytest.param("the ferries sail on Friday. We finish early.", "We finish early. The ferries sail on Friday.",
                 id="the order of pieces"),
    pytest.param("Well, the ferries, they sail on Friday.", "The ferries they sail on Friday.", id="harmless words"),
    pytest.param("The new duty is 25%.", "The new duty is 25 per cent.", id="percent"),
    pytest.param("We start in June.", "We start in June. They always said it could not be.", id="cut off"),
    pytest.param("not sign it under any threats", "We will not sign it under any threats.", id="a run"),
    pytest.param("We will sell the old ferry to them", "We will sell the old ferry to them by June.", id="a run, cut"),
    pytest.param("The deal is done … and it sits on his desk.",
                 "The deal is done, the lawyers read each line, and it sits on his desk.", id="one of a row left out"),
    pytest.param("We can’t leave the valley.", "We cannot leave the valley.", id="a contraction"),
    pytest.param("The U.S. bombed the table.", "The US bombed the table.", id="a name with and without points"),
]  # fmt: skip
REPORTED = [
    pytest.param("We will not sign the paper.", "We will sign the paper.", id="a negation comes"),
    pytest.param("We will sign the paper.", "We will not sign the paper.", id="a negation goes"),
    pytest.param("The duty is 35 percent.", "The duty is 25 percent.", id="a number"),
    pytest.param("Oslo hosts the talks.", "Bern hosts the talks.", id="a name"),
    pytest.param("They attacked US ships.", "They attacked us ships.", id="a name in capitals"),
    pytest.param("They attack the ships.", "We attack the ships.", id="a pronoun"),
    pytest.param("The grain goes to the island.", "The grain goes from the island.", id="a preposition"),
    pytest.param(
        "sign it at any table under threats",
        "We will not sign it at any table under threats.",
        id="a run, no negation",
    ),
    pytest.param(
        "They can sell the old ship to them.", "They can sell the old ship to them as long as they pay.", id="as long"
    ),
    pytest.param("We sign the paper.", "As long as they pay, we sign the paper.", id="as long, in a clause of its own"),
    pytest.param("We attack the port.", "We attack the port authority.", id="a clause cut short"),
    pytest.param("They will sign the paper.", "It is not true that they will sign the paper.", id="denied"),
    pytest.param("We sign the paper.", "If they leave, we sign the paper.", id="a condition before"),
    pytest.param("We sign the paper.", "We sign the paper, unless they stay.", id="a condition behind"),
    pytest.param("We sign the paper.", "We sign the paper. But only if they leave.", id="taken back after it"),
    pytest.param("We lost the war.", "We lost the war. That is a lie.", id="called a lie after it"),
    pytest.param("We lost the war.", "They tell you this: We lost the war.", id="what others tell"),
    pytest.param("Do we want the war?", "We do want the war.", id="the words of another order"),
    pytest.param("We want the war?", "We want the war.", id="a question"),
    pytest.param("that they would leave the valley", "We will leave the valley.", id="a paraphrase"),
    pytest.param("Growth is -5 percent here.", "Growth is 5 percent here.", id="a minus"),
    pytest.param("Growth is \u22125 percent here.", "Growth is 5 percent here.", id="a minus of typesetters"),
    pytest.param("The vote was 52-48 today.", "The vote was 52, 48 today.", id="two numbers joined"),
    pytest.param("The vote was 52-48 today.", "The vote was 52:48 today.", id="two numbers joined otherwise"),
    pytest.param("I said no deal will be made.", "I said no. Deal will be made.", id="over the end of a sentence"),
    pytest.param("No, longer than ten days we wait.", "No longer than ten days we wait.", id="a word set off"),
    pytest.param("", "", id="nothing"),
    pytest.param("…", "We sign the paper.", id="no words"),
]
# An old sentence with a new one, and an old clause with a new one: no judge may hide them.
PARTLY_NEW = [
    ("God bless our great troops.", "The forces have begun the attack on the sites. God bless our great troops."),
    ("The enrichment of ore is our right.", "The enrichment of ore is our right, and we are leaving the treaty."),
    ("We will keep the dam shut.", "We will keep the dam shut. The mayor has resigned."),
    ("We will keep the dam shut.", "The mayor has resigned. We will keep the dam shut."),
    ("We will keep the dam shut.", "We will keep the dam shut, and the bridge as well."),
    ("We will keep the dam shut.", "From Monday we will keep the dam shut."),
    ("The ferry sails again on Friday.", "The ferry sails again on Friday, with soldiers on board."),
    ("The ferry sails again on Friday.", "The ferry sails again on Friday. Nobody may leave the island."),
    ("The ferry sails again on Friday.", "I have signed the order; the ferry sails again on Friday."),
    ("Our patience has an end.", "Our patience has an end, and it ends tonight."),
    ("Our patience has an end.", "Our patience has an end. The ambassador goes home."),
    ("Our patience has an end.", "Two villages were taken. Our patience has an end."),
    ("We pay a quarter of the costs.", "We pay a quarter of the costs, and half of them from June."),
    ("We pay a quarter of the costs.", "We pay a quarter of the costs. The others pay nothing."),
    ("We pay a quarter of the costs.", "We pay a quarter of the costs if they sign."),
    ("The talks go on in the city.", "The talks go on in the city, without the envoy."),
    ("The talks go on in the city.", "The talks go on in the city. A prisoner was freed."),
    ("The talks go on in the city.", "A prisoner was freed, and the talks go on in the city."),
    ("No school will be closed here.", "No school will be closed here. Three hospitals will."),
    ("No school will be closed here.", "No school will be closed here, except those on the coast."),
]  # fmt: skip


@pytest.mark.parametrize(("new", "old"), PROVEN)
def test_words_on_record_are_proven_to_be_there(new, old):
    assert is_proven(new, old)


@pytest.mark.parametrize(("new", "old"), REPORTED)
def test_any_other_word_is_no_proof(new, old):
    assert not is_proven(new, old)


WHOLE = "We will leave the treaty of Vienna and the talks"


@pytest.mark.parametrize(
    "behind",
    [
        "when they surrender", "subject to the approval of parliament", "as soon as they pay", "assuming they pay",
        "in exchange for the hostages", "with one exception", "minus the north", "according to the mayor",
        "in theory", "in his dreams", "under protest", "for two days", "on paper", "or never", "once they attack",
        "at the earliest", "God willing", "as the mayor put it", ", they claim", ", according to the mayor",
        ", the mayor wrote", "! Just kidding.", ". Fake news!", ". That was his plan.", ". So goes the tale.",
        "? Never.",
    ],
)  # fmt: skip
def test_words_that_may_be_under_a_condition_or_of_another_are_no_proof_without_it(behind):
    assert not is_proven(f"{WHOLE}.", f"{WHOLE} {behind}.")


@pytest.mark.parametrize("before", ["Fake news: ", "In theory, ", "Had they paid, ", "The mayor's plan - "])
def test_nor_are_words_that_something_else_leads_in(before):
    assert not is_proven(f"{WHOLE}.", f"{before}{WHOLE}.")


@pytest.mark.parametrize(
    "behind",
    [
        "on Friday",
        "today",
        "by June",
        ", and we will stay out",
        "and build a new one",
        ", we want peace",
        ", today or tomorrow",
    ],
)
def test_what_stands_apart_takes_nothing_from_them(behind):
    assert is_proven(f"{WHOLE}.", f"{WHOLE} {behind}.")


@pytest.mark.parametrize(("old", "new"), PARTLY_NEW)
def test_what_says_more_than_the_record_is_never_proven(old, new):
    assert not is_proven(new, old)
    assert is_proven(old, old)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("No.", True),
        ("Absolutely not", True),
        ("We will not do it.", True),
        ("I like it", True),
        ("The quay is a ruin.", False),
        ("We will not sign the paper.", False),
    ],
)
def test_an_answer_of_a_few_words_proves_nothing_without_its_question(text, expected):
    assert is_short_answer(text) is expected
    assert is_proven(text, text) is not expected
    assert stands_in(text, text)


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("They met at noon. Will you sign? ", "Will you sign?"),
        ("“Will you sign?”\n", "“Will you sign?”"),
        ("", ""),
        ("x" * 400, "x" * 300),
    ],
)
def test_the_passage_of_an_answer_holds_the_sentence_before_it(before, expected):
    answer = "“No,” he said."
    text = f"{before}{answer} They left."
    start = text.index(answer)
    assert passage(text, (start, start + len(answer))).split() == [*expected.split(), *answer.split()]


WORDS = ["we", "they", "not", "sign", "paper", "25", "percent", "May", "Oslo", "us", "if", "but", "the", "well"]
WORD = st.sampled_from(WORDS)
TEXT = st.lists(st.tuples(WORD, st.sampled_from(["", "", "", ",", ".", "?"])), min_size=1, max_size=14).map(
    lambda pairs: " ".join(word + mark for word, mark in pairs)
)


@given(TEXT)
def test_a_text_stands_in_itself_and_in_a_longer_one_that_takes_nothing_back(text):
    if stands_in(text, text):
        assert stands_in(text.upper(), text.upper())
        assert stands_in(text, f"{text}. Bread is cheap in the valley.")


@given(TEXT, st.sampled_from(sorted(set_of("harmless"))))
def test_a_harmless_word_changes_nothing(text, word):
    assert stands_in(f"{word} {text}", text) is stands_in(text, text)
    assert stands_in(text, f"{word} {text}") is stands_in(text, text)


@given(TEXT, st.integers(0, 20), st.sampled_from(["not", "never", "40", "Peru", "zebra"]))
def test_a_word_that_is_not_on_record_is_never_proven(text, place, word):
    words = text.split()
    words.insert(place, word)
    assert not stands_in(" ".join(words), text.replace(word, ""))


@given(st.text(), st.text())
def test_no_text_raises(new, old):
    assert is_proven(new, old) in {True, False}


@pytest.mark.parametrize(
    "text",
    [
        "We accept the proposal.",
        "We will never accept this.",
        "It is unacceptable to us.",
        "They bombed the table.",
        "That is a lie.",
        "I have read his letter and reject it.",
        "We answer such threats with ships.",
        "The attack was a mistake.",
        "A captain says they will sail on Friday.",
        "The ferries sail when it is over.",
    ],
)
def test_words_that_hang_on_what_was_named_before_point_outside(text):
    assert points_outside(text)


@pytest.mark.parametrize(
    "text",
    [
        "We will sell the old ferry in June.",
        "We accept the proposal of the island council.",
        "The enrichment of grain is our right.",
        "The harbour was shut on 3 June 2021.",
        "We want no more than a just peace for the island.",
        "Grain of the island will be dearer this year.",
        "We believe that peace is possible.",
        "It is time to leave the valley.",
        "The pilots may look at every lock, and they may bring their own lamps.",
        "Pilots of the port may come if they bring their own lamps.",
        "A ferry sails when it is full.",
        "The quay is a ruin: the company, the council and the ferries of three islands paid twice for its repair.",
    ],
)
def test_words_that_say_what_they_are_of_do_not(text):
    assert not points_outside(text)


@pytest.mark.parametrize(
    "text",
    [
        "Our pilots struck the base of the harbour guard in the north last night, and all of them came home safely.",
        "Ten of our pilots were lost today in the north.",
        "Ten of our pilots were lost on Monday in the north.",
        "The island shut our harbour two weeks ago.",
        "The ferries sail again in two hours.",
        "I just spoke with the mayor of Oslo.",
        "Ferries of the island were turned back this morning.",
    ],
)
def test_words_that_count_from_the_day_of_speaking_say_another_thing_on_another_day(text):
    assert hangs_on_its_day(text)


@pytest.mark.parametrize(
    "text",
    [
        "The harbour was shut on 3 June 2021.",
        "We want no more than a just peace for the island.",
        "Grain of the island will be dearer this year.",
        "This may be the last ferry.",
    ],
)
def test_words_that_name_their_day_or_none_do_not(text):
    assert not hangs_on_its_day(text)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [(23, 26, False), (26, 23, False), (23, 27, True), (27, 28, True), (28, 30, False), (23, 31, True)],
)
def test_a_weekday_is_the_same_one_on_two_days_between_which_it_does_not_come(first, last, expected):
    days = date(2026, 3, first), date(2026, 3, last)
    assert hangs_on_its_day("The ferry sails on Friday.", days) is expected  # the 27th is one

"""What each guard sees, and what it lets pass. A new case is a new row."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.novelty.differences.evidence import find_evidence
from bot.novelty.differences.sides import focus
from bot.novelty.differences.vetoes import RULES, VETOES
from bot.novelty.judge import Judge

DAY = dt.date(2026, 5, 8)  # a Friday


def look(a: str, b: str, without=()):
    indirect_a, indirect_b = (text.startswith(("that ", "he ")) for text in (a, b))
    return find_evidence(a, b, DAY, DAY, indirect_a=indirect_a, indirect_b=indirect_b, without=without)


def vetoes(a: str, b: str, without=()) -> dict[str, str]:
    return {
        one.rule: f"{one.difference.before or 'nothing'} → {one.difference.after or 'nothing'}"
        for one in look(a, b, without).findings
        if one.forbids or one.rule not in VETOES
    }


HITS = {
    "denial": [("The bridge is safe.", "It is not true that the bridge is safe.", "nothing → It is not true that")],
    "exchange": [
        ("Rovik warned Venn of the flood.", "Venn warned Rovik of the flood.", "Rovik warned Venn → Venn warned Rovik"),
        ("The old guild sued Kasvili.", "Kasvili sued the old guild.", ""),
        ("Tolls fell before wages rose.", "Wages rose before tolls fell.", ""),
    ],
    "number": [
        ("The duty is 25 percent.", "The duty is 35 percent.", "25 percent → 35 percent"),
        ("A fifth of the wells are dry.", "that 25 percent of the wells were dry", "A fifth → 25 percent"),
        (
            "They owe us $14 billion.",
            "that they owed fourteen million dollars",
            "$14 billion → fourteen million dollars",
        ),
        ("You have two days.", "You have two hours.", "two days → two hours"),
        ("Nine guards fell.", "that eleven guards had fallen", "Nine → eleven"),
    ],
    "date": [
        ("We meet on Monday.", "that they would meet on 12 May", "Monday → 12 May"),
        ("The talks begin in June.", "The talks begin in July.", "June → July"),
        ("The law applies from 2027.", "The law applies from 2029.", "2027 → 2029"),
    ],
    "party": [
        ("No Greek ship will pass.", "No Cypriot ship will pass.", "Greek → Cypriot"),
        ("Oslo offered to host the talks.", "that the Finns had offered to host the talks", "Oslo → Finns"),
    ],
    "polarity": [
        ("We will sign the treaty.", "We will not sign the treaty.", "nothing → not"),
        ("We will not refuse a meeting.", "We will refuse a meeting.", "not → nothing"),
        ("open", "not open", "nothing → not"),
        ("We don’t want the dam.", "We want the dam.", "don’t → nothing"),
        ("Nobody voted for it.", "Everybody voted for it.", "Nobody → Everybody"),
    ],
    "no longer": [
        ("They have left, and it matters any longer.", "They have left, and it matters.", "any longer → nothing")
    ],
    "modality": [
        ("I will visit the port in spring.", "I may visit the port in spring.", "nothing → may"),
        ("We are closing the base.", "We are possibly closing the base.", "nothing → possibly"),
        (
            "In spring he will answer the letter from Oslo.",
            "In spring he is prepared to answer the letter from Oslo.",
            "nothing → prepared to",
        ),
        ("We must answer the letter from Oslo in spring.", "We want to answer the letter from Oslo in spring.", ""),
    ],
    "opposite": [
        ("The army plans a full withdrawal.", "The army plans a partial withdrawal.", "full → partial"),
        ("We vote before the summer.", "We vote after the summer.", "before → after"),
        ("All of the crew were freed.", "Some of the crew were freed.", "All → Some"),
    ],
    "quantity": [("The whole crew was freed today.", "Nearly the whole crew was freed today.", "")],
    "condition": [
        (
            "The army leaves the valley.",
            "The army leaves the valley if the others disarm.",
            "nothing → if the others disarm",
        ),
        ("We pay the fee, unless they cancel.", "We pay the fee.", "unless they cancel → nothing"),
        (
            "We open the archive as long as the historians stay out of the cellar.",
            "We open the archive.",
            "as long as the historians stay out of the cellar → nothing",
        ),
        (
            "The bridge stays shut until the last crack is filled.",
            "The bridge stays shut.",
            "until the last crack is filled → nothing",
        ),
        (
            "We lend them the ship.",
            "As long as they insure it, we lend them the ship.",
            "nothing → As long as they insure it",
        ),
        ("We buy the mill, but only if the banks wait.", "We buy the mill.", "only if the banks wait → nothing"),
        ("We keep quiet.", "We keep quiet as long as they do, and we pay.", "nothing → as long as they do"),
    ],
    "only": [
        ("The talks are about water.", "The talks are only about water.", "nothing → only"),
        ("The talks are not only about water.", "The talks are only about water.", "not → nothing"),
    ],
    "roles": [
        ("We asked the Danes for a meeting.", "The Danes asked us for a meeting.", ""),
        ("The minister invited the king.", "The king invited the minister.", ""),
        ("Chile attacked Peru.", "Chile was attacked by Peru.", ""),
        ("Borg called me on Monday.", "that he had called Borg on Monday", ""),
        ("that he had warned the governor", "that the governor had warned him", ""),
    ],
}
MISSES = [
    pytest.param("Fifty percent of it.", "that it was a half", id="number: percent and fraction"),
    pytest.param(
        "The fine is a billion.", "that the fine was 1,000 million dollars", id="number: sum without its currency"
    ),
    pytest.param("Only Peru can end it.", "Nobody but Peru can end it.", id="only: nobody but"),
    pytest.param("We must pay the fee.", "We have to pay the fee.", id="modality: one kind in two words"),
    pytest.param("I want to say this: we pay.", "We pay, as everybody can see.", id="modality: said on the way"),
    pytest.param(
        "The budget adds a million for the army.",
        "that the army was to get another million in the budget",
        id="roles: a place is nobody",
    ),
    pytest.param("We begin in 48 hours.", "that they would begin in two days", id="number: units convert"),
    pytest.param("We meet on Monday.", "that they would meet on 11 May", id="date: a weekday is a date"),
    pytest.param("The Swiss host the talks.", "that Bern would host the talks", id="party: people and capital"),
    pytest.param("If they do not pay, we leave.", "Unless they pay, we leave.", id="polarity: unless"),
    pytest.param("We will not accept it.", "We refuse to accept it.", id="polarity: refuse"),
    pytest.param("It is not only a local matter.", "It is a local matter and more.", id="polarity: not only"),
    pytest.param("I can not but agree with him.", "I agree with him.", id="polarity: cannot but"),
    pytest.param("We are going to sign it in May.", "We will sign it in May.", id="modality: one strength"),
    pytest.param("We consider it void.", "We regard it as void.", id="modality: considering is another word"),
    pytest.param("We can win the vote.", "that they could win the vote", id="modality: could is can in a report"),
    pytest.param(
        "They asked me if we will sell the ferry.", "We will sell the ferry.", id="condition: an if that is whether"
    ),
    pytest.param("We will see if the ferry is sold.", "The ferry is sold.", id="condition: see if"),
    pytest.param(
        "The guild wants a fair.",
        "The guild wants a fair and we will not give it one.",
        id="polarity: of a clause that is added",
    ),
    pytest.param(
        "The guild wants a fair.", "The guild wants a fair but it can not have it.", id="polarity: the same with but"
    ),
    pytest.param("The fair was in May.", "The fair was in spring.", id="modality: a month"),
    pytest.param("Once again: the dam stays.", "The dam stays.", id="condition: once again"),
    pytest.param("The minister invited the king.", "The king was invited by the minister.", id="roles: passive"),
    pytest.param(
        "Kenyan pilots rescued two Danish sailors near the White Rock.",
        "Two Danish sailors were rescued by our pilots near the White Rock.",
        id="roles: a place has none",
    ),
    pytest.param("Chile and Peru signed.", "Peru and Chile signed.", id="roles: a list"),
    pytest.param("Rovik met Venn at the quay.", "Venn met Rovik at the quay.", id="exchange: they met"),
    pytest.param("Rovik spoke with Venn.", "Venn spoke with Rovik.", id="exchange: both did it"),
    pytest.param("In May the ferry was sold.", "The ferry was sold in May.", id="exchange: another order"),
    pytest.param("Rovik warned Venn.", "Venn was warned by Rovik.", id="exchange: passive"),
    pytest.param(
        "The old road over the pass has been reopened by Chile and Peru.",
        "Peru and Chile have reopened the old road over the pass.",
        id="roles: a list behind by",
    ),
    pytest.param("The dam is safe, the engineers say so.", "The dam is safe ... say so.", id="a marked cut"),
    pytest.param("We summoned the envoy today.", "We sumnoned the envoy today.", id="a misspelling"),
    pytest.param("The harbour stays open.", "that the harbour stayed open", id="tense"),
]


@pytest.mark.parametrize(
    ("kind", "a", "b", "text"),
    [pytest.param(kind, *row, id=f"{kind}: {row[1]}") for kind, rows in HITS.items() for row in rows],
)
def test_a_guard_sees_its_difference_from_both_sides(kind, a, b, text):
    found = vetoes(a, b)
    assert kind in found
    assert not text or found[kind] == text
    assert kind in vetoes(b, a)


@pytest.mark.parametrize(("a", "b"), MISSES)
def test_no_guard_forbids_what_is_the_same(a, b):
    assert vetoes(a, b) == {}
    assert vetoes(b, a) == {}


@pytest.mark.parametrize("rule", RULES)
def test_a_veto_that_is_taken_away_forbids_nothing(rule):
    rows = [row for kind, rows in HITS.items() for row in rows if kind == rule]
    assert rows
    for a, b, _ in rows:
        assert rule not in vetoes(a, b, without={rule})


def test_what_is_no_veto_forbids_nothing():
    for rule, rows in HITS.items():
        for a, b, _ in rows:
            assert all(one.forbids is (rule in VETOES) for one in look(a, b).findings if one.rule == rule)


def test_every_rule_that_forbids_can_be_taken_away():
    assert RULES.keys() >= VETOES
    with pytest.raises(ValueError, match="no veto has the name weather"):
        Judge(None, None, without={"number", "weather"})


def test_an_added_sentence_about_something_else_is_no_difference():
    a = "The ferry sails again on Friday."
    assert vetoes(a, "The ferry sails again on Friday. Nobody asked the fishermen in the western villages.") == {}


@pytest.mark.parametrize("word", ["rule", "law", "tax"])
def test_a_sentence_behind_another_form_of_the_last_word_is_no_difference(word):
    one, many = word, "taxes" if word == "tax" else f"{word}s"
    a = f"The unfairness of the fishing permits is plain to all, and our family has gained by the {one}."
    added = " But nobody in this house is working for the family now."
    assert vetoes(a, a.replace(f"the {one}.", f"the {many}.") + added) == {}
    assert vetoes(a.replace(f"the {one}.", f"the {many}.") + added, a) == {}


def test_a_long_answer_is_cut_to_what_the_short_one_covers():
    long = "We spoke of roads, of forty schools and of nine hospitals; the bridge opens in June, and I will be there."
    short = "the bridge opens in June"
    start, end = focus(long.split(), short.split())
    assert "bridge" in long.split()[start:end]
    assert vetoes(long, short) == {}

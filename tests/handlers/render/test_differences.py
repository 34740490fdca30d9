"""What a comparison came to, and what a change changes, in words and as marks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.model import (
    Difference,
    DifferenceKind,
    Relation,
    Verdict,
)
from handlers import limits
from handlers.render.statement.differences import as_written, comparison_words, difference_words, turn, turn_words
from tests.store.samples import PERHAPS, statement, turned_from


@pytest.mark.parametrize(
    ("verdict", "expected"),
    [
        (turned_from("25 percent", "35 percent"), "35 percent, before: 25 percent"),
        (turned_from("if they sign", ""), "no longer names if they sign"),
        (turned_from("", "not"), "now names not"),
        (turned_from("", ""), ""),
        (PERHAPS, ""),
        (None, ""),
    ],
)
def test_a_turn_is_named_as_the_verdict_does(verdict, expected):
    assert turn_words(statement(verdict=verdict)) == expected


def verdict(relation, rule="substance", *differences, certain=True, days_apart=0):
    return Verdict(relation=relation, rule=rule, differences=differences, certain=certain, days_apart=days_apart)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (verdict(Relation.SAME, "wording"), "the same wording, on the same occasion"),
        (verdict(Relation.REPEAT, "wording", days_apart=1), "the same wording, 1 day later"),
        (replace(verdict(Relation.SAME, "excerpt"), in_part=True), "in part the same wording, on the same occasion"),
        (verdict(Relation.REPEAT, "excerpt", days_apart=3), "a part of the same wording, 3 days later"),
        (verdict(Relation.SAME, "reported"), "the same in reported speech, on the same occasion"),
        (verdict(Relation.REPEAT, days_apart=9), "the same in substance, 9 days later"),
        (replace(verdict(Relation.SAME), in_part=True), "in part the same in substance, on the same occasion"),
        (verdict(Relation.DIFFERENT, "question"), "an answer to another question"),
        (verdict(Relation.REPEAT), "the same in substance, as the text itself recalls"),
        (verdict(Relation.SAME, certain=False), "not decided"),
        (verdict(Relation.REPEAT, certain=False), "not decided"),
        (turned_from("25 percent", "35 percent"), "35 percent, before: 25 percent"),
        (verdict(Relation.CHANGED), "on the same subject"),
        (verdict(Relation.CHANGED, certain=False), "on the same subject"),
        (verdict(Relation.CHANGED, "correction"), "corrected at its source"),
        (verdict(Relation.DIFFERENT), "another point"),
        (verdict(Relation.DIFFERENT, certain=False), "not decided"),
    ],
)
def test_a_comparison_is_put_in_words(found, expected):
    assert comparison_words(found) == expected


@pytest.mark.parametrize(
    ("kind", "before", "after", "expected"),
    [
        (DifferenceKind.NUMBER, "25 percent", "35 percent", "35 percent, before: 25 percent"),
        (DifferenceKind.NUMBER, "", "35 percent", "now names 35 percent"),
        (DifferenceKind.NUMBER, "25 percent", "", "no longer names 25 percent"),
        (DifferenceKind.NUMBER, "", "", "another number"),
        (DifferenceKind.DATE, "monday", "friday", "friday, before: monday"),
        (DifferenceKind.DATE, "", "", "another date"),
        (DifferenceKind.PARTY, "arden", "belmark", "belmark, before: arden"),
        (DifferenceKind.PARTY, "", "", "someone else"),
        (DifferenceKind.POLARITY, "", "not", "now says “not”"),
        (DifferenceKind.POLARITY, "never", "", "no longer says “never”"),
        (DifferenceKind.POLARITY, "", "", "now the opposite"),
        (DifferenceKind.OPPOSITE, "partial", "full", "“full”, before: “partial”"),
        (DifferenceKind.OPPOSITE, "", "", "now the opposite"),
        (DifferenceKind.MODALITY, "may", "will", "“will”, before: “may”"),
        (DifferenceKind.MODALITY, "", "", "a different degree of certainty"),
        (DifferenceKind.CONDITION, "as long as they pay", "", "condition dropped: as long as they pay"),
        (DifferenceKind.CONDITION, "", "if they pay", "condition added: if they pay"),
        (DifferenceKind.CONDITION, "if", "unless", "another condition: unless, before: if"),
        (DifferenceKind.CONDITION, "", "", "another condition"),
        (DifferenceKind.SCOPE, "some", "all", "“all”, before: “some”"),
        (DifferenceKind.SCOPE, "", "", "broader or narrower than before"),
        (DifferenceKind.ROLE, "", "", "another account of who did what to whom"),
        (DifferenceKind.WORDING, "toll", "fee", "“fee”, before: “toll”"),
        (DifferenceKind.WORDING, "", "", "other words"),
        (DifferenceKind.VERB, "denies", "says", "says, before: denies"),
        (DifferenceKind.VERB, "", "", "another verb"),
    ],
)
def test_a_difference_is_put_in_the_words_of_its_kind(kind, before, after, expected):
    assert difference_words(Difference(kind=kind, before=before, after=after)) == expected


@pytest.mark.parametrize("kind", DifferenceKind)
@pytest.mark.parametrize(("before", "after"), [("", ""), ("x" * 400, ""), ("", "y" * 400), ("x" * 400, "y" * 400)])
def test_every_kind_of_difference_has_words_and_both_sides_are_in_sight(kind, before, after):
    said = difference_words(Difference(kind=kind, before=before, after=after))
    assert said
    assert len(said) <= limits.VERDICT + 20
    assert ("xx" in said, "yy" in said) == (bool(before), bool(after))


@pytest.mark.parametrize(
    ("before", "after", "verdict", "expected"),
    [
        pytest.param(
            "We pay 25 percent of it.",
            "We pay 35 percent of it.",
            turned_from("25 percent", "35 percent"),
            (["25 percent"], ["35 percent"]),
            id="as wide as what is named",
        ),
        pytest.param(
            "We will impose a 25 percent tariff on steel from Monday.",
            "The tariff on steel would be 35 percent from Monday.",
            turned_from("25 percent", "35 percent"),
            (["25 percent"], ["35 percent"]),
            id="what is named, and not what else is put otherwise",
        ),
        pytest.param(
            "We pay 25 % of it.",
            "We pay 35 percent of it.",
            turned_from("25 percent", "35 percent"),
            (["25 %"], ["35 percent"]),
            id="what differs, where what is named has other words",
        ),
        pytest.param("We pay 25 percent.", "We pay 35 percent.", None, (["25"], ["35"]), id="without a name"),
        pytest.param(
            "We will not pay. Not at all.",
            "We will pay. Not at all.",
            turned_from("not", ""),
            (["not"], []),
            id="lost",
        ),
        pytest.param(
            "A fifth of it, 20 percent, is ours to pay.",
            "Others: thirty, or 30 percent!",
            turned_from("20 percent", "30 percent"),
            (["20 percent"], ["30 percent"]),
            id="in other words",
        ),
        pytest.param(
            "We pay nothing, said nobody ever.", "Taxes rise.", turned_from("", "rise"), ([], ["rise"]), id="no word"
        ),
    ],
)
def test_a_turn_marks_what_differs(before, after, verdict, expected):
    texts = before, after
    spans = turn(statement(text=before), statement(text=after, verdict=verdict))
    assert tuple([text[slice(*one)] for one in some] for text, some in zip(texts, spans, strict=True)) == expected


def test_a_difference_is_written_as_both_texts_write_it():
    later = statement(text="Belmark signs on Friday.", verdict=turned_from("on monday", "on friday"))
    earlier = statement("s0", text="Belmark signs on Monday.")
    assert turn_words(as_written(later, earlier)) == "on Friday, before: on Monday"
    assert turn_words(as_written(later, None)) == "on Friday, before: on monday"
    assert as_written(statement(verdict=None), earlier).verdict is None


@pytest.mark.parametrize(
    ("before", "after", "named", "expected"),
    [
        ("It takes 42 days.", "It takes 60 days.", ("42 days", "2 months"), ""),
        ("The talks are in Muscat.", "The talks are in Rome.", ("oman", "italy"), ""),
        ("A nine-storey house.", "An eleven-storey house.", ("nine", "eleven"), "eleven, before: nine"),
    ],
    ids=["an amount in one form", "states by one name", "part of a word with a hyphen"],
)
def test_what_no_text_says_is_not_shown_as_its_words(before, after, named, expected):
    later = statement(text=after, verdict=turned_from(*named))
    assert turn_words(as_written(later, statement("s0", text=before))) == expected

"""The seeds are well formed, and the rules that multiply them do what they say."""

from __future__ import annotations

import json
import random

import pytest

from training.novelty import edits
from training.novelty.pairs import APART, CHANGED, DIFFERENT, SAME, Multiplier
from training.novelty.reports import Reports, parted_reports, read_reports
from training.novelty.rewordings import reworded, with_synonym
from training.novelty.seeds import Seed, SeedError, filled, parted, read_seeds, read_slots

SEEDS = read_seeds()


def seeded(number: int) -> random.Random:
    return random.Random(number)  # noqa: S311


def test_there_are_seeds_in_three_voices():
    assert len(SEEDS) >= 400
    assert {seed.voice for seed in SEEDS} == {"president", "spokesman", "premier"}


def test_no_line_stands_twice_in_a_seed():
    for seed in SEEDS:
        assert len({line.lower() for line in seed.lines}) == len(seed.lines), seed.topic


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        pytest.param("? a line", "starts with one of", id="unknown mark"),
        pytest.param("= before any seed", "starts with one of", id="no seed yet"),
        pytest.param("@ premier dam\n= one\n~ other", "two renderings", id="one rendering"),
    ],
)
def test_a_wrong_line_is_named(tmp_path, lines, message):
    (tmp_path / "a.txt").write_text(lines, encoding="utf-8")
    with pytest.raises(SeedError, match=message):
        read_seeds(tmp_path)


def test_slots_of_one_name_get_different_fillers():
    seed = Seed(
        "premier", "slots", ["{land} warned {land2}", "{land2} was warned by {land}"], ["{land2} warned {land}"]
    )
    got = filled(seed, read_slots(), seeded(1))
    warner, warned = got.same[0].split(" warned ")
    assert warner.lower() != warned.lower()
    assert got.edited[0].lower() == f"{warned} warned {warner}".lower()


def test_one_generator_gives_one_set_of_pairs():
    first = Multiplier(SEEDS[:20], seeded(3)).pairs()
    assert first == Multiplier(SEEDS[:20], seeded(3)).pairs()
    assert {pair.label for pair in first} == {SAME, CHANGED, DIFFERENT, APART}


def test_no_pair_is_drawn_twice_in_either_order():
    pairs = [frozenset((pair.a, pair.b)) for pair in Multiplier(SEEDS[:20], seeded(3)).pairs()]
    assert len(pairs) == len(set(pairs))


def test_held_out_topics_are_not_trained_with():
    train, held = parted(SEEDS, 8)
    assert len(train) + len(held) == len(SEEDS)
    assert not {(seed.voice, seed.topic) for seed in train} & {(seed.voice, seed.topic) for seed in held}


@pytest.mark.parametrize(
    ("edit", "text"),
    [
        pytest.param(edits.negated, "We will sign it.", id="negation"),
        pytest.param(edits.negated, "We will not sign it.", id="negation taken away"),
        pytest.param(edits.other_number, "It costs 25 million.", id="number"),
        pytest.param(edits.other_number, "A fifth of it.", id="fraction"),
        pytest.param(edits.other_modality, "We will sign it.", id="modality"),
        pytest.param(edits.other_quantity, "All ships may pass.", id="quantity"),
        pytest.param(edits.opposite, "We leave before winter.", id="opposite"),
        pytest.param(edits.other_state, "The treaty has been signed.", id="done or not yet"),
        pytest.param(edits.other_part, "They will return the money in full.", id="whole or part"),
        pytest.param(edits.other_modality, "He plans to sign it.", id="kind of modality"),
        pytest.param(edits.other_condition, "We leave the valley in spring.", id="condition added"),
        pytest.param(edits.other_condition, "We leave the valley in spring if they pay.", id="condition dropped"),
    ],
)
def test_an_edit_changes_the_text(edit, text):
    for number in range(30):
        assert edit(text, seeded(number)) != text


def test_names_change_places():
    names = edits.NameEdits([["Chile", "Peru", "Kenya"]])
    assert names.swapped("Chile warned Peru.", seeded(1)) == "Peru warned Chile."
    assert names.swapped("Chile warned us.", seeded(1)) is None
    assert names.other_name("Chile warned us.", seeded(1)) in {"Peru warned us.", "Kenya warned us."}


SUBJECTS = edits.SubjectEdits(
    ["The bridge is closed.", "A tunnel, no more.", "the roads of the coast", "our ships in it"]
)


def test_another_subject_fits_into_the_frame():
    new = SUBJECTS.another("bridge", {"coast"}, seeded(1))
    assert new == "tunnel"
    assert SUBJECTS.put("We will close a bridge in May.", "bridge", "old tunnel") == (
        "We will close an old tunnel in May.",
        False,
    )
    assert SUBJECTS.put("that the bridge is closed", "bridge", "tunnel") == ("that the tunnel is closed", True)
    assert SUBJECTS.put("Nothing is closed.", "bridge", "tunnel") is None


def test_one_new_subject_on_both_sides_is_the_same_and_two_are_not():
    seed = Seed(
        "premier",
        "x",
        ["The bridge is closed.", "that the bridge had been shut"],
        ["The bridge is open."],
        [],
        ["The roads are new."],
    )
    rest = Seed(
        "premier",
        "y",
        ["The tunnel is dark.", "We close our ships in it."],
        ["The tunnel is lit."],
        [],
        ["A lamp, no more."],
    )
    pairs = [pair for number in range(20) for pair in Multiplier([seed, rest], seeded(number)).pairs()]
    labels = {pair.rule: set() for pair in pairs}
    for pair in pairs:
        labels[pair.rule].add(pair.label)
    assert labels["moved"] == {SAME}
    assert labels["subject"] <= {DIFFERENT, APART}


def test_a_frame_filled_with_another_subject_is_another_point():
    frames = [seed for seed in SEEDS if any("{matter}" in line for line in seed.same)][:10]
    pairs = Multiplier(frames, seeded(2)).pairs()
    filled_twice = [pair for pair in pairs if pair.rule == "filling"]
    assert filled_twice
    assert {pair.label for pair in filled_twice} == {DIFFERENT}


@pytest.mark.parametrize("number", range(20))
def test_a_synonym_spares_contractions_and_minds_its_article(number):
    assert with_synonym("He won't.", seeded(number)) is None
    assert with_synonym("a speech", seeded(number)) == "an address"


def test_a_reported_clause_is_in_the_third_person():
    text = edits.reported("I will keep our promise.", seeded(1))
    assert "I " not in text
    assert "our" not in text.split()


def test_a_rewording_keeps_numbers_and_negations():
    for number in range(60):
        text = reworded("We will not buy 12 ships before June, because they are old.", "premier", seeded(number))
        assert "12" in text
        assert "n't" in text or "not" in text


def test_pairs_of_reports_compare_each_with_other_articles_and_with_itself(tmp_path):
    renderings = {
        "a1": ["The harbour wall will be finished before the winter storms, and the town will pay for it."],
        "a2": ["The harbour pilots have asked for a new boat, and the council said no to them twice."],
        "a3": ["Nobody who works in the harbour has seen the plans for the bridge over the canal."],
    }
    gold = tmp_path / "gold.jsonl"
    rows = [
        {"id": name, "text": text, "quotes": [{"content": [[0, len(text)]], "speech": True}]}
        for name, (text,) in renderings.items()
    ]
    gold.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    reports = read_reports(gold)
    assert {report.text for report in reports} == {text.strip("’") for (text,) in renderings.values()}
    pairs = Reports(reports).pairs(seeded(3), number=3)
    apart = [pair for pair in pairs if pair.label == DIFFERENT]
    assert apart
    assert all(pair.a != pair.b for pair in pairs)
    assert all({pair.a, pair.b} <= {text for (text,) in renderings.values()} for pair in apart)
    assert {pair.label for pair in pairs} == {SAME, CHANGED, DIFFERENT}
    train, held = parted_reports(reports, 2)
    assert {one.article for one in train}.isdisjoint(one.article for one in held)
    assert len(train) + len(held) == len(reports)

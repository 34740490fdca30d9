"""What the judge learns from: labels of written and public pairs, what is kept out, roles that are turned."""

from __future__ import annotations

import gzip
import json
import random

import pytest

from training.novelty.lessons import READ, WRITTEN, Lesson, of_pairs, of_public, of_read, of_written
from training.novelty.pairs import CHANGED, DIFFERENT, SAME, Pair
from training.novelty.roles import role_pairs

SAID = {"said_at": None, "published_at": "2026-05-08T12:00:00+00:00"}


def row(
    label: str, why: str = "", a: str = "We open the dam.", b: str = "that the dam would open"
) -> dict[str, object]:
    return {"label": label, "why": why, "a": SAID | {"text": a}, "b": SAID | {"text": b}}


def written(path, *rows):
    path.write_text("".join(json.dumps(one) + "\n" for one in rows), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("label", "why", "relation", "says"),
    [
        pytest.param("same", "active / passive", (1, 0, 0), (1, 1, 0), id="same"),
        pytest.param("repeat", "", (1, 0, 0), (1, 1, 0), id="repeat"),
        pytest.param("same", "more:a adds when", (1, 0, 0), (1, 0, 0), id="the first says more"),
        pytest.param("repeat", "more:b adds when", (1, 0, 0), (0, 1, 0), id="the second says more"),
        pytest.param("changed", "", (0, 1, 0), (None, None, 1), id="changed"),
        pytest.param("different", "", (0, 0, 1), (0, 0, 0), id="different"),
    ],
)
def test_a_written_pair_says_what_follows_from_what(tmp_path, label, why, relation, says):
    (lesson,) = of_written(written(tmp_path / "pairs.jsonl", row(label, why)))
    assert (lesson.relation, lesson.says) == (relation, says)


def test_a_doubtful_pair_teaches_nothing(tmp_path):
    assert of_written(written(tmp_path / "pairs.jsonl", row("same?"), row("more"))) == []


def test_a_text_of_a_file_that_judges_is_never_learned_from(tmp_path):
    judging = written(tmp_path / "dev.jsonl", row("same", a="We close the port."))
    taught = written(
        tmp_path / "pairs.jsonl", row("same", a="We close the port.", b="The port is shut."), row("different", b="No.")
    )
    (lesson,) = of_written(taught, [judging, tmp_path / "absent.jsonl"])
    assert lesson.b == "no ."


def test_a_real_pair_is_labelled_by_where_its_texts_stand(tmp_path):
    quotes = [{"content": [[0, 22]], "speech": True}, {"content": [[23, 31], [32, 44]], "speech": True}]
    text = "“We close the port,” s … he said and no one will go."
    corpus = written(tmp_path / "gold.jsonl", {"id": "paper_1", "text": text, "quotes": quotes})
    labels = written(
        tmp_path / "read.jsonl",
        {"a": ["paper_1", 0], "b": ["paper_1", 1], "label": "different"},
        {"a": ["paper_1", 0], "b": ["elsewhere", 1], "label": "same"},
    )
    (lesson,) = of_read(labels, corpus)
    assert (lesson.a, lesson.relation) == ("we close the port , s", (0, 0, 1))
    assert of_read(labels, tmp_path / "absent.jsonl") == []


def test_the_labels_of_real_pairs_hold_no_word_of_theirs():
    rows = [json.loads(line) for line in READ.read_text(encoding="utf-8").splitlines()]
    assert len(rows) > 100
    assert {key for row in rows for key in row} == {"a", "b", "label"}
    assert all(isinstance(row[side][1], int) and " " not in row[side][0] for row in rows for side in ("a", "b"))


def test_a_lesson_turned_twice_is_itself():
    lesson = Lesson("a", "b", (0, 1, 0), 1.0, (1, None, 0))
    assert lesson.turned() == Lesson("b", "a", (0, 1, 0), 1.0, (None, 1, 0))
    assert lesson.turned().turned() == lesson


def test_pairs_of_rules_keep_their_class():
    pairs = [Pair("We sign.", "We signed.", label, "", "") for label in (SAME, CHANGED, DIFFERENT)]
    assert [lesson.relation.index(1) for lesson in of_pairs(pairs, random.Random(1))] == [SAME, CHANGED, DIFFERENT]  # noqa: S311


def test_neutral_pairs_of_inference_data_are_another_point_only_where_they_share_few_words(tmp_path):
    rows = [{"a": f"One {share}.", "b": "Two.", "label": "different", "ov": share} for share in (0.1, 0.4, 0.6, 0.9)]
    with gzip.open(tmp_path / "snli.train.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(one) + "\n" for one in rows)
    assert sorted(one.a for one in of_public(tmp_path, random.Random(1))) == ["one 0.1 .", "one 0.4 ."]  # noqa: S311


def test_a_folder_without_public_pairs_gives_none(tmp_path):
    assert of_public(tmp_path, random.Random(1)) == []  # noqa: S311


@pytest.mark.parametrize("seed", range(5))
def test_of_role_pairs_every_second_is_the_same_and_no_two_sentences_are_equal(seed):
    pairs = role_pairs(random.Random(seed), 200)  # noqa: S311
    assert [pair.label for pair in pairs] == [SAME, CHANGED] * 100
    assert all(pair.a != pair.b for pair in pairs)


def test_the_two_of_a_role_pair_have_the_same_people_in_them():
    for pair in role_pairs(random.Random(1), 200):  # noqa: S311
        names_a, names_b = (
            {word for word in text.strip(".").split() if word[0].isupper()} for text in (pair.a, pair.b)
        )
        inner_a, inner_b = (names - {text.split()[0]} for names, text in ((names_a, pair.a), (names_b, pair.b)))
        assert inner_a <= set(pair.b.strip(".").split()) | {"I"}
        assert inner_b <= set(pair.a.strip(".").split()) | {"I"}


@pytest.mark.parametrize("path", sorted(WRITTEN.glob("*.jsonl")), ids=lambda path: path.stem)
def test_every_pair_that_was_written_for_this_is_learned_from(path):
    assert len(of_written(path)) == len(path.read_text(encoding="utf-8").splitlines())


def test_no_pair_is_both_learned_from_and_judged_by():
    judging = sorted((WRITTEN.parents[2] / "benchmarks" / "pairs").glob("*.jsonl"))
    assert judging
    for path in WRITTEN.glob("*.jsonl"):
        assert len(of_written(path, judging)) == len(of_written(path))

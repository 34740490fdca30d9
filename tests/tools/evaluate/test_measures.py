"""The measures are those of the gold files' own scorers."""

from __future__ import annotations

import importlib.util
import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from bot.tools.evaluate import (
    GoldError,
    GoldForm,
    actors,
    form_of,
    pairs,
    people,
    quotations,
    read_gold,
    read_rows,
    with_predictions,
)

GOLD = Path(__file__).parents[3].parent / "shared" / "gold"
needs_gold = pytest.mark.skipif(not GOLD.is_dir(), reason="the gold files are not beside the checkout")


def scorer(name):
    spec = importlib.util.spec_from_file_location(name, GOLD / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def shaken(rows, key, seed=7):
    """Return predictions that are right, shifted, cut, doubled, unattributed or missing, as chance has it."""
    chance = random.Random(seed)  # noqa: S311 - a repeatable mess
    out = {}
    for document_id, row in rows.items():
        found = []
        for quote in row[key]:
            shake = chance.randrange(8)
            content = [list(span) for span in quote["content"]]
            if shake == 0:
                continue
            if shake == 1:
                content[0][0] = max(content[0][0] - 40, 0)
            if shake == 2:
                content[-1][1] = content[-1][0] + max((content[-1][1] - content[-1][0]) // 3, 1)
            changed = dict(quote, content=content)
            if shake == 3 and "source" in quote:
                changed["source"] = [[0, 12]]
            if shake == 4:
                changed |= {"source": None, "speaker": chance.choice([None, "Jane Roe", "he"])}
                changed |= {"actor": "trump", "assertion": chance.choice(["stated", "negated"])}
            found += [changed] * (2 if shake == 5 else 1)
        out[document_id] = {"id": document_id, key: found}
    return out


@needs_gold
@pytest.mark.parametrize("speech", [False, True])
@pytest.mark.parametrize("split", [False, True])
def test_quotations_are_scored_as_by_the_gold_scorer(speech, split, monkeypatch):
    monkeypatch.syspath_prepend(str(GOLD))
    theirs = scorer("score")
    gold = read_rows(GOLD / "polnear-dev.jsonl")
    predicted = shaken(gold, "quotes")
    split_all = theirs.split if split else dict
    assert quotations.score_quotations(gold, predicted, speech=speech, split=split) == theirs.evaluate(
        split_all(gold), split_all(predicted), speech
    )


@needs_gold
def test_actors_are_scored_as_by_the_gold_scorer():
    theirs = scorer("score_actors")
    gold = read_rows(GOLD / "actors-dev.jsonl")
    predicted = shaken(gold, "statements")
    total, errors = theirs.score(gold, predicted)
    figures, mistakes = actors.score_statements(gold, predicted)
    assert figures == theirs.report(total)
    assert [(one.document_id, one.what, one.actor_id, one.text) for one in mistakes] == [
        (document_id, what, actor_id, text) for document_id, what, actor_id, _, text in errors
    ]


@needs_gold
def test_pairs_are_scored_as_by_the_gold_scorer(tmp_path):
    gold = read_rows(GOLD / "pairs-dev.jsonl")
    chance = random.Random(3)  # noqa: S311 - a repeatable mess
    predicted = {
        pair_id: {"id": pair_id, "label": chance.choice([row["label"], *pairs.PAIR_LABELS])}
        for pair_id, row in gold.items()
        if chance.random() < 0.9
    }
    path = tmp_path / "predicted.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in predicted.values()), encoding="utf-8")
    printed = subprocess.run(  # noqa: S603 - the gold files' own scorer
        [sys.executable, GOLD / "score_pairs.py", GOLD / "pairs-dev.jsonl", path, "--json"],
        capture_output=True,
        check=True,
    )
    assert pairs.score_pairs(gold, predicted) == json.loads(printed.stdout)


def test_it_is_said_how_much_of_what_is_sure_of_what_is_not_and_of_the_changes_reported_is_right():
    labels = ["same", "repeat", "changed", "more:a", "different?", "same", "same", "same", "changed", "different"]
    gold = {str(number): {"label": label} for number, label in enumerate(labels)}
    called = [("same", False)] * 5 + [("repeat", True), ("different", False), ("same", None)] + [("changed", True)] * 2
    predicted = {str(n): {"label": label, "certain": certain} for n, (label, certain) in enumerate(called)}
    del predicted["7"]["certain"]  # of another program, which does not say it
    predicted["8"]["named_change"] = predicted["9"]["named_change"] = True
    found = {"sure": 2, "sure_right": 100.0, "unsure": 4, "unsure_right": 50.0}
    assert pairs.score_sure(gold, predicted) == found | {"changes_reported": 2, "changes_reported_right": 50.0}
    nothing = {"sure": 0, "sure_right": None, "unsure": 0, "unsure_right": None}
    assert pairs.score_sure(gold, {}) == nothing | {"changes_reported": 0, "changes_reported_right": None}


@needs_gold
def test_real_pairs_are_scored_as_by_the_gold_scorer(tmp_path):
    gold = read_rows(GOLD / "pairs-news-dev.jsonl")
    assert pairs.has_more(gold)
    assert not pairs.has_more(read_rows(GOLD / "pairs-dev.jsonl"))
    chance = random.Random(5)  # noqa: S311 - a repeatable mess
    predicted = {}
    for pair_id in gold:
        label, certain = chance.choice(pairs.PAIR_LABELS), chance.random() < 0.5
        reason = "" if certain else "perhaps the same"
        predicted[pair_id] = {"id": pair_id, "label": label, "certain": certain, "reason": reason}
    path = tmp_path / "predicted.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in predicted.values()), encoding="utf-8")
    printed = subprocess.run(  # noqa: S603 - the gold files' own scorer
        [sys.executable, GOLD / "score_news_pairs.py", GOLD / "pairs-news-dev.jsonl", path],
        capture_output=True,
        check=True,
    )
    theirs = json.loads(printed.stdout)
    del theirs["pairs"]
    theirs["reported_twice"] = theirs.pop("told_twice")  # as that scorer calls it
    assert pairs.score_news(gold, predicted) == theirs


def test_a_quotation_is_right_in_words_and_source():
    text = "“We will vote on Monday,” the mayor said."
    quote = {"content": [[0, 25]], "cue": [[36, 40]], "source": [[26, 35]], "speaker": "the mayor"}
    gold = {"d": {"id": "d", "text": text, "quotes": [quote]}}
    right = quotations.score_quotations(gold, {"d": {"statements": [{"content": [[1, 23]], "source": [[30, 35]]}]}})
    assert right["all"]["exact"] == right["direct"]["joint"] == {"P": 100.0, "R": 100.0, "F1": 100.0}
    wrong = quotations.score_quotations(gold, {"d": {"statements": [{"content": [[1, 23]], "speaker": "Jane Roe"}]}})
    assert wrong["all"]["joint"]["F1"] == 0.0


@pytest.mark.parametrize(
    ("row", "form"),
    [
        ({"id": "1", "a": {}, "b": {}, "label": "same"}, GoldForm.PAIRS),
        ({"id": "1", "text": "", "quotes": []}, GoldForm.QUOTATIONS),
        ({"id": "1", "text": "", "statements": []}, GoldForm.ACTORS),
    ],
)
def test_the_form_is_known_by_the_rows(row, form):
    assert form_of({"1": row}, name="gold") is form


@pytest.mark.parametrize(
    ("content", "problem"),
    [("", "is empty"), ("{}\n", "line 1: is not a JSON object with an id"), ('{"id": "1"}\nx\n', "line 2")],
)
def test_a_file_that_is_no_gold_file_is_reported_with_its_line(tmp_path, content, problem):
    path = tmp_path / "gold.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(GoldError, match=problem):
        form_of(read_rows(path), name=str(path))


def test_rows_of_another_form_are_refused():
    with pytest.raises(GoldError, match="is not a gold file"):
        form_of({"1": {"id": "1"}}, name="gold.jsonl")


def test_a_missing_file_is_reported(tmp_path):
    with pytest.raises(GoldError, match="cannot be read"):
        read_rows(tmp_path / "gold.jsonl")


@needs_gold
def test_names_of_speakers_are_scored_as_by_the_gold_scorer():
    theirs = scorer("score_people")
    actors = {"clinton": "Hillary Clinton", "trump": "Donald Trump", "pence": "Mike Pence"}
    form, gold = read_gold(GOLD / "polnear-dev-people.jsonl")
    assert form is GoldForm.PEOPLE
    names = sorted({speaker for row in gold.values() for speaker in row["speakers"] if speaker and speaker[0] != "?"})
    chance = random.Random(5)  # noqa: S311 - a repeatable mess
    predicted = {}
    for row_id, row in shaken(gold, "quotes").items():
        found = [
            quote
            | {
                "speaker": chance.choice([speaker, chance.choice(names), None, "experts on ferries"]),
                "actor": chance.choice([None, *actors]),
                "assertion": chance.choice(["stated", "stated", "negated"]),
            }
            for quote, speaker in zip(row["quotes"], [*gold[row_id]["speakers"]] * 2, strict=False)
        ]
        predicted[row_id] = {"id": row_id, "statements": found}
    figures, mistakes = people.score_people(gold, predicted, actors=actors)
    speakers = {row_id: {"speakers": row["speakers"]} for row_id, row in gold.items()}
    wanted = theirs.report(theirs.score(gold, speakers, predicted)[0], ())
    reported = {
        row_id: {
            "statements": [
                found | {"speaker": actors[found["actor"]]}
                for found in row["statements"]
                if found["actor"] and found["assertion"] == "stated"
            ]
        }
        for row_id, row in predicted.items()
    }
    wanted |= {"actors": theirs.report(theirs.score(gold, speakers, reported, [*actors.values()])[0], actors)["actors"]}
    assert figures == wanted
    assert len(mistakes) > 100


def test_the_file_of_names_is_read_with_its_quotations(tmp_path):
    quote = {"content": [[1, 12]], "source": None, "speech": True}
    texts = {"id": "d", "text": "“The ferry,” she said.", "quotes": [quote]}
    (tmp_path / "x.jsonl").write_text(json.dumps(texts) + "\n", encoding="utf-8")
    path = tmp_path / "x-people.jsonl"
    path.write_text(json.dumps({"id": "d", "speakers": ["Liga Ozola"]}) + "\n", encoding="utf-8")
    form, rows = read_gold(path)
    assert (form, rows["d"]["speakers"], rows["d"]["quotes"]) == (GoldForm.PEOPLE, ["Liga Ozola"], [quote])
    assert with_predictions([path, tmp_path / "x.jsonl"]) == ([path, tmp_path / "x.jsonl"], None)
    predicted = tmp_path / "predicted.jsonl"
    predicted.write_text(json.dumps({"id": "d", "statements": []}) + "\n", encoding="utf-8")
    assert with_predictions([path, predicted]) == ([path], predicted)
    path.write_text(json.dumps({"id": "e", "speakers": []}) + "\n", encoding="utf-8")
    with pytest.raises(GoldError, match=r"x-people\.jsonl beside it"):
        read_gold(path)


def test_what_remains_of_surer_statements():
    text = "Trump said bread is good. Trump said wine is good."
    spans = [[[11, 24]], [[37, 49]]]
    gold = {
        "a": {
            "text": text,
            "statements": [{"actor": "trump", "kind": "indirect", "must": True, "content": spans[0]}],
            "non_statements": [{"span": spans[1][0], "actor": "trump", "why": "fake"}],
        }
    }
    rows = [
        {"actor": "trump", "content": span, "confidence": sure} for span, sure in zip(spans, (0.92, 0.75), strict=True)
    ]
    surer = actors.score_surer(gold, {"a": {"statements": rows}})
    assert surer == {
        "0.7": (100.0, 50.0, 0, 1),
        "0.8": (100.0, 100.0, 0, 0),
        "0.9": (100.0, 100.0, 0, 0),
        "0.95": (0.0, None, 0, 0),
    }
    assert actors.score_surer(gold, {"a": {"statements": [{"actor": "trump", "content": spans[0]}]}}) == {}

"""The pipeline as spaCy sees it: what its components need and give, how it is stored and loaded."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import spacy

from bot.core.errors import WeightsError
from bot.core.model import Term, View
from bot.watcher import SpacyWatcher, WatchText
from bot.watcher.components import make_pipeline
from bot.watcher.people.roster import make_roster
from bot.watcher.pipeline import STAGES
from tests.watcher.actors import ACTORS
from tests.watcher.reader import MarkedTagger

ROOT = Path(__file__).parents[2]
WATCHER, DOCS = ROOT / "bot" / "watcher", ROOT / "docs" / "attribution.md"
TEXT = "“The port is open,” Trump said.\nBaghaei said that the gate was shut."


def test_every_component_is_given_what_it_needs() -> None:
    analysis = make_pipeline(make_roster(ACTORS), MarkedTagger()).analyze_pipes()
    assert not any(analysis["problems"].values())
    assert analysis["summary"]["speakers"]["requires"] == ["doc._.context"]
    assert analysis["summary"]["people"]["assigns"] == ["doc._.people"]


def test_a_component_in_the_wrong_place_is_a_problem() -> None:
    nlp = make_pipeline(make_roster(ACTORS), MarkedTagger())
    nlp.remove_pipe("context")
    assert nlp.analyze_pipes()["problems"]["speakers"] == ["doc._.context"]


def test_the_stages_are_the_components_behind_the_context() -> None:
    names = make_pipeline(make_roster(ACTORS), MarkedTagger()).pipe_names
    assert names[names.index("context") + 1 :] == [stage.name for stage in STAGES]


def test_the_stored_pipeline_is_loaded_by_spacy_and_reads_the_same(tmp_path: Path) -> None:
    terms = (Term(begins=date(2017, 1, 20), ends=date(2021, 1, 20)), Term(begins=date(2025, 1, 20)))
    actors = [replace(one, terms=terms) for one in ACTORS]
    try:
        watcher = SpacyWatcher.load(actors)
    except WeightsError as error:
        pytest.skip(f"the model's weights are not here: {error}")
    make_pipeline(make_roster(actors)).to_disk(tmp_path / "watcher")
    alone = "import spacy, sys; print([item.content for item in spacy.load(sys.argv[1])(sys.argv[2])._.attributions])"
    command = [sys.executable, "-c", alone, str(tmp_path / "watcher"), TEXT]
    elsewhere = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True).stdout  # noqa: S603
    attributions = spacy.load(tmp_path / "watcher")(TEXT)._.attributions
    assert elsewhere == f"{[item.content for item in attributions]}\n", "a process that has imported nothing of ours"
    found = [item for item in attributions if item.rejected is None]
    read = watcher.watch([WatchText(text=TEXT)], view=View.TRACKED)[0].quotations
    assert [(item.content, item.person.actor_id) for item in found] == [(one.content, one.actor_id) for one in read]


def test_the_docs_name_each_stage_in_its_order_and_the_modules_that_there_are() -> None:
    table = DOCS.read_text(encoding="utf-8").partition("| stage | module |")[2].partition("\n\n")[0]
    rows = re.findall(r"^\| `(\w+)` \| (.+?) \|", table, re.MULTILINE)
    assert [name for name, _ in rows] == [stage.name for stage in STAGES]
    named = {name.rpartition("/")[2] for _, cell in rows for name in re.findall(r"`([\w/]+)`", cell)}
    assert named <= {path.stem for path in WATCHER.rglob("*")}


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
def test_each_stage_can_be_taken_away(stage: object) -> None:
    watcher = SpacyWatcher(ACTORS, MarkedTagger(("the gate was shut", "said", "Baghaei")), without=[stage.name])
    assert watcher.watch([WatchText(text=TEXT)])[0].error is None


def test_no_stage_loses_an_attribution() -> None:
    nlp = make_pipeline(make_roster(ACTORS), MarkedTagger(("the gate was shut", "said", "Baghaei")))
    doc = nlp.make_doc(TEXT * 3)
    contents: set[object] = set()
    for name, component in nlp.pipeline:
        doc = component(doc)
        now = {item.origin for item in doc._.attributions or ()}
        assert contents <= now, name
        contents = now


def test_no_word_stays_with_the_pipeline_when_its_text_is_read() -> None:
    nlp = make_pipeline(make_roster(ACTORS), MarkedTagger())
    before = len(nlp.vocab.strings)
    doc = nlp("Ilse Varga spoke of quxborough and of 1,048,577 unheardnesses.")
    assert "quxborough" in [word.text for word in doc]
    assert "quxborough" not in nlp.vocab.strings
    assert len(nlp.vocab.strings) == before

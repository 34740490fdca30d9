"""The network that says who speaks reads after its export what it was taught with, and learns no names."""

from __future__ import annotations

import random
from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training is not installed: pip install -e '.[training]'")
pytest.importorskip("onnx", reason="training is not installed: pip install -e '.[training]'")

from bot.watcher.find.tagger import Tagger  # noqa: E402
from bot.watcher.find.tagger.quote_states import quote_states  # noqa: E402
from bot.watcher.find.tagger.speakers import SpeakerNetwork  # noqa: E402
from bot.watcher.find.tagger.weights import MODEL  # noqa: E402
from tests.training.tagger.networks import MPNET, network  # noqa: E402
from tests.training.tagger.networks import TABLE as PIECES  # noqa: E402
from tests.training.tagger.test_export import error, exported  # noqa: E402
from training.speaker_network import __main__ as training  # noqa: E402
from training.speaker_network.exercises import JOBS, MEN, WOMEN, renamed, unnamed  # noqa: E402
from training.speaker_network.network import Speakers, loss_of, row_of, take_up, write  # noqa: E402
from training.speaker_network.questions import Question  # noqa: E402
from training.tagger.packaged import packaged  # noqa: E402

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning:torch.*"),
    pytest.mark.filterwarnings("ignore:.*legacy TorchScript-based ONNX export.*"),
    pytest.mark.filterwarnings("ignore::torch.jit.TracerWarning"),
]
TEXT = "Ann Bell met Bo Dahl. “We go,” she said."
QUESTION = Question(
    document="1",
    text=TEXT,
    content=((22, 30),),
    source=((31, 34),),
    names=("Bo Dahl", "Ann Bell"),
    right=(False, False, True),
)
READER = SpeakerNetwork(__file__, PIECES, quote_states, 1)


def taught(folder: Path) -> Speakers:
    """A network over the files of a tagger, with an input that stands out."""
    made = network(MPNET)
    with torch.no_grad():
        made.layers[0].attention_norm.bias[3] = 500
        made.layers[0].inner.weight[:, 3] /= 500
    tagger = exported(made, folder)
    read = packaged(folder, MPNET, {}, 0.0)
    assert error(read.eval(), tagger) < 0.03
    return Speakers(read, frozen=1, rank=2, dropout=0.0)


def test_what_was_learned_stands_in_files_of_its_own(tmp_path: Path):
    model = taught(tmp_path)
    before = (tmp_path / MODEL).read_bytes()
    for name, value in model.named_parameters():
        if value.requires_grad:
            torch.nn.init.normal_(value, std=0.5 if "up" in name else 0.1)
    write(model, tmp_path, "8", 7)
    with torch.no_grad():
        wanted = torch.softmax(model.eval()([row_of(READER, QUESTION, PIECES)]), 1)[0].numpy()
    asked = Tagger.load(tmp_path).who_speaks
    assert asked is not None
    shares = asked(TEXT, QUESTION.content, QUESTION.source, QUESTION.names)
    assert np.abs(np.array(shares) - wanted).max() < 0.05
    assert (tmp_path / MODEL).read_bytes() == before
    further = Speakers(packaged(tmp_path, MPNET, {}, 0.0), frozen=1, rank=2, dropout=0.0)
    take_up(further, tmp_path)
    assert all(torch.allclose(value, model.learned()[name], atol=2e-3) for name, value in further.learned().items())


def test_rows_side_by_side_do_not_disturb_each_other(tmp_path: Path):
    model = taught(tmp_path).eval()
    short = Question(
        document="2", text="We go.", content=((0, 5),), source=(), names=("Ann Bell",), right=(True, False)
    )
    rows = [row_of(READER, one, PIECES) for one in (QUESTION, short)]
    with torch.no_grad():
        both, alone = model(rows), model(rows[1:])
    assert torch.allclose(both[1, :2], alone[0], atol=1e-3)
    assert both[1, 2] < -1000


def test_what_learns_at_one_rate_stands_in_one_order_in_each_process(tmp_path: Path):
    model = taught(tmp_path)
    names = {id(value): name for name, value in model.named_parameters() if value.requires_grad}
    groups = [[names[id(one)] for one in part] for _, part in training.groups_of(model)]
    order = list(names.values())
    assert [sorted(part, key=order.index) for part in groups] == groups
    assert sorted(name for part in groups for name in part) == sorted(order)


def test_only_adapters_and_the_head_learn_and_what_was_learned_is_gone_on_with(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(training, "KEPT_OF_NOBODY", 1.0)
    model = taught(tmp_path)
    before = {name: value.clone() for name, value in model.state_dict().items()}
    training.teach(model, [QUESTION] * 8, READER, PIECES, tmp_path / "state.pt")
    moved = {name for name, value in model.state_dict().items() if not torch.equal(value, before[name])}
    assert moved == set(model.learned())
    again = taught(tmp_path)
    training.teach(again, [QUESTION] * 8, READER, PIECES, tmp_path / "state.pt")
    assert all(torch.equal(value, model.learned()[name]) for name, value in again.learned().items())


def test_of_many_questions_so_many_are_drawn_for_each_pass(tmp_path: Path, monkeypatch):
    drawn: list[list[str]] = []
    monkeypatch.setattr(
        training, "_batches", lambda questions, *_: drawn.append([one.document for one in questions]) or []
    )
    questions = [replace(QUESTION, document=str(number)) for number in range(50)]
    training.teach(taught(tmp_path), questions, READER, PIECES, tmp_path / "state.pt", epochs=2, most=5)
    assert [len(set(one)) for one in drawn] == [5, 5]
    assert drawn[0] != drawn[1]


def test_the_questions_of_a_file_are_asked_once(tmp_path: Path, monkeypatch):
    read: list[str] = []

    def asking(_tagger: object, paths: list[Path]) -> list[Question]:
        read.extend(path.name for path in paths)
        return [QUESTION]

    monkeypatch.setattr(training, "of_people", lambda *_: [])
    monkeypatch.setattr(training, "of_articles", asking)
    for name in ("polnear-train.jsonl", "a.jsonl", "b.jsonl"):
        (tmp_path / name).write_text(name)
    tagger = SimpleNamespace(version="1")
    paths = [tmp_path / "a.jsonl", tmp_path / "b.jsonl"]
    assert list(training.asked(tagger, tmp_path, paths[:1], tmp_path)) == [QUESTION]
    assert list(training.asked(tagger, tmp_path, paths, tmp_path)) == [QUESTION] * 2
    paths[0].write_text("it has changed")
    assert list(training.asked(tagger, tmp_path, paths, tmp_path)) == [QUESTION] * 2
    assert read == ["a.jsonl", "b.jsonl", "a.jsonl"]


def test_the_mean_of_two_networks_is_that_of_their_numbers():
    one, other = {"a": torch.tensor([0.0, 4.0])}, {"a": torch.tensor([2.0, 0.0])}
    assert training.mean(one, other)["a"].tolist() == [1.0, 2.0]


def test_the_loss_asks_for_any_that_may_be_right():
    scores = torch.tensor([[0.0, 4.0, 0.0]])
    assert loss_of(scores, [(False, True, True)]) < loss_of(scores, [(False, True)]) < loss_of(scores, [(True, False)])


@pytest.mark.parametrize("seed", range(20))
def test_invented_names_stand_where_the_others_stood(seed):
    other = renamed(QUESTION, random.Random(seed))  # noqa: S311  (no secret)
    assert "Ann" not in other.text
    assert "Bo " not in other.text
    assert other.text.startswith(f"{other.names[1]} met {other.names[0]}. ")
    assert [other.text[slice(*span)] for span in (*other.content, *other.source)] == ["“We go,”", "she"]
    assert other.right == QUESTION.right


def test_men_and_women_are_exchanged():
    other = renamed(QUESTION, random.Random(1), is_exchanged=True)  # noqa: S311  (no secret)
    assert [other.text[slice(*span)] for span in (*other.content, *other.source)] == ["“We go,”", "he"]
    assert other.names[1].split()[0] in MEN
    assert other.names[0].split()[0] in WOMEN


SPOKEN = (
    "Senator Lindsey Graham met Donald Trump. Mr. Graham had come by car. “We go,” he said. Graham’s car stood there."
)


def spoken(source: str = "he", right: str = "Lindsey Graham") -> Question:
    names = ("Donald Trump", "Lindsey Graham")
    at = SPOKEN.index("“We go")
    by = SPOKEN.index(source, at)
    return Question(
        document="d",
        text=SPOKEN,
        content=((at, at + 8),),
        source=((by, by + len(source)),),
        names=names,
        right=(right not in names, *(name == right for name in names)),
    )


@pytest.mark.parametrize("seed", range(20))
def test_in_place_of_who_speaks_stands_somebody_without_a_name(seed):
    other = unnamed(spoken(), random.Random(seed))  # noqa: S311  (no secret)
    job = next(job for job in JOBS if job in other.text)
    start = next(form for form in (f"Trump’s {job}", f"A {job}", f"An {job}") if other.text.startswith(form))
    assert other.text == (
        f"{start} met Donald Trump. The {job} had come by car. “We go,” he said. The {job}’s car stood there."
    )
    assert [other.text[slice(*span)] for span in (*other.content, *other.source)] == ["“We go,”", "he"]
    assert (other.names, other.right) == (("Donald Trump",), (True, False))


@pytest.mark.parametrize(
    "question",
    [
        pytest.param(spoken(right="nobody"), id="none of them spoke"),
        pytest.param(spoken(source="Graham"), id="a name or description is asked about"),
        pytest.param(replace(spoken(), names=("Lindsey Graham",), right=(False, True)), id="nobody else is named"),
        pytest.param(
            replace(spoken(), names=("Anne Graham", "Lindsey Graham")), id="a relative bears the surname as well"
        ),
    ],
)
def test_a_question_stays_as_it_is_where_it_would_have_no_answer(question):
    assert unnamed(question, random.Random(1)) is question  # noqa: S311  (no secret)

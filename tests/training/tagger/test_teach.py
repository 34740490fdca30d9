"""A student learns what its teacher says."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training is not installed: pip install -e '.[training]'")

from bot.watcher.find.tagger import crf  # noqa: E402
from bot.watcher.find.tagger.decode import Scores  # noqa: E402
from bot.watcher.find.tagger.link import CONTENT_CUE, candidates  # noqa: E402
from tests.training.tagger.networks import BERT, FRAME, MPNET, RECIPE, examples, network  # noqa: E402
from training.tagger import train as training  # noqa: E402
from training.tagger.network import marginals  # noqa: E402
from training.tagger.teach import taught  # noqa: E402
from training.tagger.train import train  # noqa: E402

if TYPE_CHECKING:
    from pathlib import Path

    from bot.watcher.find.tagger.encoded import EncodedText
    from training.tagger.gold import Example

LABELS = len(crf.LABELS)


class Tagger:
    """Says of each text what chance does, or that every word is outside; counts how often it is asked."""

    def __init__(self, *, sure: bool = False) -> None:
        self.heads = network(MPNET, seed=5).numpy_weights()
        self.asked = 0
        self._sure = sure

    def encode(self, text: str) -> EncodedText:
        return next(one.encoded for one in examples() if one.text == text)

    def scores(self, encoded: EncodedText) -> Scores:
        self.asked += 1
        chance = np.random.default_rng(self.asked)
        emissions = chance.normal(size=(len(encoded.words), LABELS)).astype(np.float32)
        if self._sure:
            emissions[:, crf.OUT] = 50
        return Scores(emissions, chance.normal(size=(len(encoded.words), MPNET.hidden)).astype(np.float32))


def test_marginals_are_those_of_all_rows_of_labels() -> None:
    torch.manual_seed(1)
    made = network()
    words = 3
    emissions = torch.randn(1, words, LABELS)
    transitions, start = torch.randn(LABELS, LABELS) + made.forbidden, torch.randn(LABELS) + made.forbidden_start
    first, steps = marginals(emissions, transitions, start, torch.ones(1, words, dtype=torch.bool))
    expected_first, expected_steps = torch.zeros(LABELS), torch.zeros(words - 1, LABELS, LABELS)
    for row in product(range(LABELS), repeat=words):
        score = start[row[0]] + sum(emissions[0, place, label] for place, label in enumerate(row))
        share = torch.exp(score + sum(transitions[row[i], row[i + 1]] for i in range(words - 1)))
        expected_first[row[0]] += share
        for place in range(words - 1):
            expected_steps[place, row[place], row[place + 1]] += share
    total = expected_first.sum()
    assert torch.allclose(first[0], expected_first / total, atol=1e-4)
    assert torch.allclose(steps[0], expected_steps / total, atol=1e-4)


def test_marginals_of_words_that_are_not_there_are_zero() -> None:
    real = torch.tensor([[True, True, False, False]])
    _, steps = marginals(torch.randn(1, 4, LABELS), torch.zeros(LABELS, LABELS), torch.zeros(LABELS), real)
    assert steps[0, 0].sum() == pytest.approx(1)
    assert not steps[0, 1:].any()


def test_a_teacher_that_is_sure_of_the_gold_changes_nothing() -> None:
    made = network()
    emissions, real = torch.randn(2, 5, LABELS), torch.ones(2, 5, dtype=torch.bool)
    labels = torch.tensor([[0, 1, 2, 0, 3], [5, 6, 0, 0, 1]])
    says = 1e3 * torch.nn.functional.one_hot(labels, LABELS).float()
    chain = marginals(says, made.forbidden, made.forbidden_start, real)
    gold = made.chain_loss(emissions, labels, real)
    assert torch.allclose(made.chain_loss(emissions, labels, real, (chain, 0.6)), gold, rtol=1e-4)


def test_the_loss_is_least_for_the_teacher_itself() -> None:
    made = network()
    torch.manual_seed(2)
    says, real = torch.randn(1, 6, LABELS), torch.ones(1, 6, dtype=torch.bool)
    chain = marginals(
        says, made.transitions.detach() + made.forbidden, made.start.detach() + made.forbidden_start, real
    )
    labels = torch.zeros(1, 6, dtype=torch.long)
    own = made.chain_loss(says, labels, real, (chain, 1.0))
    for _ in range(5):
        assert made.chain_loss(says + 0.3 * torch.randn_like(says), labels, real, (chain, 1.0)) > own


def lessons(tagger: Tagger, path: Path) -> list[Example]:
    return taught(examples(), tagger, path)


def test_a_lesson_scores_links_as_the_teacher_does(tmp_path: Path) -> None:
    tagger = Tagger()
    text = lessons(tagger, tmp_path / "lessons.npz")[0]
    left, right = (np.array([span]) for span in next(iter(text.cue_of.items())))
    pairs = candidates(left, right, text.encoded)
    tagger.asked = 0
    hidden = torch.from_numpy(tagger.scores(text.encoded).hidden)
    teacher = network(MPNET, seed=5)
    wanted, none = teacher.link_scores(CONTENT_CUE, hidden[left], hidden[right], pairs)
    got, got_none = text.lesson.links(CONTENT_CUE, left, right, pairs)
    assert got == pytest.approx(wanted.detach().numpy(), abs=0.01)
    assert got_none == pytest.approx(none.detach().numpy(), abs=0.01)


def test_the_teacher_is_asked_once(tmp_path: Path) -> None:
    tagger = Tagger()
    once = lessons(tagger, tmp_path / "lessons.npz")
    again = lessons(tagger, tmp_path / "lessons.npz")
    assert tagger.asked == len(once)
    assert all((a.lesson.emissions == b.lesson.emissions).all() for a, b in zip(once, again, strict=True))


def test_lessons_of_other_texts_are_refused(tmp_path: Path) -> None:
    lessons(Tagger(), tmp_path / "lessons.npz")
    with pytest.raises(AssertionError, match="made for other texts"):
        taught(examples(2), Tagger(), tmp_path / "lessons.npz")


def test_a_student_of_another_width_follows_its_teacher_and_not_the_gold(tmp_path: Path) -> None:
    texts = lessons(Tagger(sure=True), tmp_path / "lessons.npz")
    recipe = replace(RECIPE, taught=1.0, epochs=8, head_rate=3e-2, decay=False, keep_epochs=False)
    student, averaged = network(BERT), network(BERT)
    train(student, averaged, texts, recipe, FRAME, tmp_path / "student.pt")
    window = [(texts[0], 0, 40)]
    batch = training.collate(window, FRAME, 0.0, np.random.default_rng(1))
    with torch.no_grad():
        hidden = student.eval()(*batch.inputs).gather(1, batch.first_piece[..., None].expand(-1, -1, BERT.hidden))
        best = student.emissions(hidden)[0].argmax(1)
    assert batch.labels.any()
    assert (best == crf.OUT).all()


def test_a_recipe_with_a_teacher_needs_lessons(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="no lesson"):
        train(network(), network(), examples(), replace(RECIPE, taught=0.5), FRAME, tmp_path / "x.pt")

"""A training that is interrupted goes on, and the numbers of the calibration do what they say."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch", reason="training is not installed: pip install -e '.[training]'")
import numpy as np  # noqa: E402

from tests.training.tagger.networks import MPNET, TABLE  # noqa: E402
from training.novelty import train as training  # noqa: E402
from training.novelty.calibrate import fitted, gold_labels, sure_threshold, write_calibration  # noqa: E402
from training.novelty.lessons import Lesson  # noqa: E402
from training.novelty.network import CrossEncoder  # noqa: E402
from training.novelty.train import Batcher, Pass, Settings, logits, train  # noqa: E402

KINDS = ((1, 0, 0), (0, 1, 0), (0, 0, 1))
LESSONS = [Lesson(f"ann said {number}", "ann said so", KINDS[number % 3], 1.0, (1, None, 0)) for number in range(12)]
SETTINGS = Settings(batch=2, frozen=1, saved_every=-1.0)


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """A network of chance in place of the published one."""

    def fresh(_base, tokenizer, dropout=0.1):
        torch.manual_seed(1)
        return CrossEncoder(tokenizer.get_vocab_size(), dropout, MPNET)

    monkeypatch.setattr(training, "fresh_model", fresh)


class StoppedError(Exception):
    """The process ends here."""


def trained(folder, passes):
    folder.mkdir(exist_ok=True)
    model = train(folder, passes, SETTINGS, tokenizer=TABLE, work=folder)
    return {name: value.clone() for name, value in model.state_dict().items()}


PASSES = [Pass("first", LESSONS), Pass("second", LESSONS[::-1])]


def test_a_training_that_ended_begins_no_pass_again(tmp_path):
    once = trained(tmp_path / "a", PASSES)
    again = trained(tmp_path / "a", PASSES)
    assert all(torch.equal(once[name], again[name]) for name in once)


def test_a_training_that_was_interrupted_goes_on_behind_the_last_batch_that_is_saved(tmp_path, monkeypatch):
    done, real = [], training._step

    def stops_after(batches):
        def step(model, optimizer, rows, settings, batcher):
            if len(done) == batches:
                raise StoppedError
            done.append([lesson.a for lesson, _ in rows])
            return real(model, optimizer, rows, settings, batcher)

        return step

    monkeypatch.setattr(training, "_step", stops_after(9))
    with pytest.raises(StoppedError):
        trained(tmp_path / "a", PASSES)
    monkeypatch.setattr(training, "_step", stops_after(None))
    trained(tmp_path / "a", PASSES)
    interrupted = done.copy()
    done.clear()
    trained(tmp_path / "b", PASSES)
    assert interrupted == done


def test_what_is_frozen_stays(tmp_path):
    model = trained(tmp_path / "a", PASSES[:1])
    torch.manual_seed(1)
    fresh = CrossEncoder(TABLE.get_vocab_size(), 0.1, MPNET).state_dict()
    frozen = [name for name in fresh if name.startswith(("word", "position", "norm", "bias", "layers.0."))]
    assert frozen
    assert all(torch.equal(model[name], fresh[name]) for name in frozen)
    assert any(not torch.equal(model[name], fresh[name]) for name in fresh if name.startswith("layers.1."))


def test_the_logits_of_two_texts_do_not_depend_on_their_order():
    torch.manual_seed(1)
    model = CrossEncoder(TABLE.get_vocab_size(), 0.1, MPNET)
    batcher = Batcher(TABLE)
    pairs = [(batcher.pieces("ann said so"), batcher.pieces("it is so")), ([5, 6, 7, 8], [9])]
    (there, says), (back, turned) = (logits(model, batcher, given) for given in (pairs, [pair[::-1] for pair in pairs]))
    assert np.allclose(there, back, atol=1e-6)
    assert np.allclose(says, turned[:, [1, 0, 2]], atol=1e-6)


def test_the_calibration_mends_logits_that_lean():
    rng = np.random.default_rng(1)
    labels = rng.integers(0, 3, 600)
    scores = np.eye(3)[labels] * 2 + rng.normal(0, 1, (600, 3)) + np.array([0.0, 3.0, 0.0])
    calibration = fitted(scores, labels)
    shares = calibration.probabilities(scores)
    assert calibration.changed == pytest.approx(-3 * calibration.scale, abs=0.5)
    assert (shares.argmax(1) == labels).mean() > (scores.argmax(1) == labels).mean() + 0.2
    likely = shares.max(1)
    assert likely.mean() == pytest.approx((shares.argmax(1) == labels).mean(), abs=0.06)


@pytest.mark.parametrize(
    ("same", "wanted", "threshold"),
    [
        pytest.param([0.1, 0.2, 0.3], 0.0, 0.9, id="nothing comes near"),
        pytest.param([0.1, 0.2, 0.955], 0.0, 0.96, id="above the likeliest"),
        pytest.param([0.1, 0.2, 0.955], 0.34, 0.9, id="one in three may"),
        pytest.param([0.999], 0.0, 1.0, id="never"),
    ],
)
def test_sure_is_what_few_reach_that_are_not_the_same(same, wanted, threshold):
    assert sure_threshold(np.array(same), wanted) == threshold


def test_what_is_written_is_read_back(tmp_path):
    scores = np.eye(3).repeat(4, 0)
    calibration = fitted(scores, scores.argmax(1))
    write_calibration(tmp_path / "calibration.json", calibration)
    assert type(calibration).load(tmp_path / "calibration.json").scale == pytest.approx(calibration.scale, abs=1e-4)


def test_a_repeat_is_of_the_class_of_the_same():
    rows = [{"label": label} for label in ("same", "repeat", "changed", "different")]
    assert gold_labels(rows).tolist() == [0, 0, 1, 2]

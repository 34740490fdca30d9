"""A training that was stopped goes on as if it had not been."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

torch = pytest.importorskip("torch", reason="training is not installed: pip install -e '.[training]'")

from tests.training.tagger.networks import BERT, FRAME, MPNET, RECIPE, examples, network  # noqa: E402
from training.tagger import train as training  # noqa: E402
from training.tagger.checkpoint import Place, restore  # noqa: E402
from training.tagger.train import train  # noqa: E402

if TYPE_CHECKING:
    from pathlib import Path

    from training.encoder import Shape
    from training.tagger.network import Network


class StoppedError(Exception):
    pass


def trained(shape: Shape, path: Path) -> tuple[Network, Network]:
    learning, averaged = network(shape), network(shape)
    train(learning, averaged, examples(), RECIPE, FRAME, path)
    return learning, averaged


@pytest.mark.parametrize("shape", [pytest.param(BERT, id="BERT"), pytest.param(MPNET, id="MPNet")])
@pytest.mark.parametrize("saves", [pytest.param(2, id="within an epoch"), pytest.param(7, id="after one")])
def test_stopped_and_gone_on(shape: Shape, saves: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = trained(shape, tmp_path / "whole.pt")
    save, done = training.save, []

    def stop(*given: object) -> None:
        save(*given)
        done.append(given)
        if len(done) == saves:
            raise StoppedError

    monkeypatch.setattr(training, "save", stop)
    with pytest.raises(StoppedError):
        trained(shape, tmp_path / "parts.pt")
    monkeypatch.setattr(training, "save", save)
    parts = trained(shape, tmp_path / "parts.pt")
    before = network(shape).state_dict()
    for one, other in zip(whole, parts, strict=True):
        moved = 0.0
        for name, value in one.state_dict().items():
            # Within what sixteen bits leave of the optimizer's means and of the frozen tables.
            assert torch.allclose(value, other.state_dict()[name], rtol=1e-2, atol=2e-3), name
            moved = max(moved, float((value - before[name]).abs().max()))
        assert moved > 2e-2


def test_the_file_says_how_far_it_is_and_each_epoch_has_its_own(tmp_path: Path) -> None:
    trained(MPNET, tmp_path / "x.pt")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["x-epoch-1.pt", "x-epoch-2.pt", "x.pt"]
    networks = network(), network()
    optimizer, _ = training._optimizer(networks[0], RECIPE)
    assert restore(tmp_path / "x.pt", networks, optimizer) == Place(epoch=2)


def test_without_a_file_it_begins(tmp_path: Path) -> None:
    networks = network(), network()
    optimizer, _ = training._optimizer(networks[0], RECIPE)
    assert restore(tmp_path / "none.pt", networks, optimizer) == Place()

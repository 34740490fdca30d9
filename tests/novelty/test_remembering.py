"""The network's memory, over which most tests of the judge run, says what the network says."""

from __future__ import annotations

import pytest

from bot.novelty.encoder import WEIGHTS_FOLDER, Encoder
from tests.novelty.remembering import RememberingEncoder

PAIRS = [("we will open the dam", "the dam will be opened"), ("the dam will be opened", "we will open the dam")]


@pytest.fixture(scope="module")
def network():
    return Encoder.load(WEIGHTS_FOLDER, 1)


@pytest.mark.parametrize("is_kept", [True, False])
def test_what_is_remembered_is_what_the_network_says_and_is_asked_once(tmp_path, monkeypatch, network, is_kept):
    monkeypatch.setattr(RememberingEncoder, "folder", tmp_path if is_kept else None)
    said = network.logits(PAIRS)
    assert said[0].tolist() != said[1].tolist()
    first = RememberingEncoder(network)
    assert first.logits(PAIRS).tolist() == said.tolist()
    later = RememberingEncoder(network) if is_kept else first
    monkeypatch.setattr(later, "_network", None)
    again = later.logits(PAIRS)
    assert (again.tolist(), again.dtype, again.shape) == (said.tolist(), said.dtype, said.shape)


def test_of_no_pairs_nothing_is_said(network):
    said = RememberingEncoder(network).logits([])
    assert (said.shape, said.dtype) == (network.logits([]).shape, network.logits([]).dtype)

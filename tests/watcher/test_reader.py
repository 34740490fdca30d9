"""The model's memory, over which most tests of the watcher run, says what the model says."""

from __future__ import annotations

import pytest

from bot.watcher.find.tagger import Tagger
from tests.watcher.reader import Remembering
from tests.whole import needs_tagger

TEXT = "“The harbour stays open,” Ilse Varga told reporters. She said that the tide was no excuse, and left."


@needs_tagger
def test_what_is_remembered_is_what_the_model_finds_and_is_found_once(tmp_path, monkeypatch):
    monkeypatch.setattr(Remembering, "folder", tmp_path)
    found = Tagger.load()(TEXT)
    assert found
    assert Remembering()(TEXT) == found
    later = Remembering()
    monkeypatch.setattr(later, "_tagger", lambda _text: pytest.fail("it was read already"))
    assert later(TEXT) == found
    assert list(map(repr, later(TEXT))) == list(map(repr, found))  # to the last digit, and tuples as tuples


@needs_tagger
def test_a_text_that_was_not_seen_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(Remembering, "folder", tmp_path)
    remembering = Remembering()
    assert remembering(TEXT) != remembering(TEXT.replace("The harbour", "The old harbour"))
    assert len(list(tmp_path.iterdir())) == 2

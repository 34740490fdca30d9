"""The word lists of the comparison: each says what it is for, holds a word once, is read, and has a name of its own."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from bot.core.word_files import read_groups, read_words
from bot.novelty import lexicon
from bot.tools import ablation
from bot.watcher.lexicon import FOLDER
from tests.word_lists import purpose

LISTS = sorted(Path(str(lexicon.LISTS)).glob("*.txt"))
ROOM = Path(str(lexicon.LISTS)).parents[1]
CODE = "".join(path.read_text(encoding="utf-8") for path in ROOM.rglob("*.py"))


def groups_in(path: Path) -> list[list[str]]:
    words = path.read_text(encoding="utf-8").splitlines()
    in_groups = any(re.match(r"\w+:(?: |$)", line) for line in words if not line.startswith("#"))
    return list(read_groups(path).values()) if in_groups else [read_words(path)]


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_a_list_says_what_it_is_for_and_no_group_of_it_holds_a_word_twice(path: Path) -> None:
    assert purpose(path).endswith((".", '."'))
    for words in groups_in(path):
        assert words
        assert not [word for word, times in Counter(words).items() if times > 1]
    assert max(map(len, path.read_text(encoding="utf-8").splitlines())) <= 120


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_a_list_is_read(path: Path) -> None:
    assert f'"{path.stem}"' in CODE


def test_no_list_is_called_as_one_of_the_watcher() -> None:
    theirs = {path.name for path in Path(str(FOLDER)).glob("*.txt")}
    assert not {path.name for path in LISTS} & theirs


def test_each_list_of_the_judge_can_be_taken_away_to_see_what_it_brings() -> None:
    parts = ablation._parts_of_engine(watcher=False, judge=True)
    assert [one.name for one in parts if one.kind is ablation.PartKind.WORDS] == [path.stem for path in LISTS]

"""What a trained tagger makes of the training texts, for a smaller one to learn from beside the gold."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
import torch

from bot.watcher.find.tagger.link import Linker

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from bot.watcher.find.tagger import Tagger
    from bot.watcher.find.tagger.link import Pairs
    from training.tagger.gold import Example


@dataclass(frozen=True, slots=True, kw_only=True)
class Teacher:
    """The chain and the linker of the teacher; its encoder has spoken when a lesson is made."""

    heads: Mapping[str, NDArray[np.float32]]

    def chain(self) -> tuple[torch.Tensor, torch.Tensor]:
        """Transitions and start, what is forbidden included."""
        return torch.from_numpy(self.heads["transitions"]), torch.from_numpy(self.heads["start"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What the teacher makes of one text of n words.

    `emissions`: (n, labels). `borders`: for each word the row of its vector in `vectors`, -1 where no gold span begins
    or ends; `vectors`: (borders, the teacher's hidden size).
    """

    teacher: Teacher
    emissions: NDArray[np.float32]
    borders: NDArray[np.int64]
    vectors: NDArray[np.float16]

    def links(
        self, relation: int, left: NDArray[np.int64], right: NDArray[np.int64], pairs: Pairs
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Score pairs of gold spans, and their links to nothing, as the teacher does; arguments as of Linker.scores."""
        hidden = self.vectors.astype(np.float32)
        return Linker(self.teacher.heads).scores(relation, hidden, self.borders[left], self.borders[right], pairs)


def taught(texts: Sequence[Example], tagger: Tagger, kept: Path) -> list[Example]:
    """Give each text its lesson.

    Args:
        texts: those to learn from; one that stands there twice is read once.
        tagger: the teacher.
        kept: a file in which what it says is kept, made if it is not there.

    """
    apart = {text.id: text for text in texts}
    if not kept.exists():
        _ask(apart.values(), tagger, kept)
    teacher = Teacher(heads=tagger.heads)
    with np.load(kept) as said:
        assert said["ids"].tolist() == list(apart), f"{kept} was made for other texts; delete it"
        emissions, vectors = said["emissions"], said["vectors"]
    lessons: dict[str, Lesson] = {}
    word = row = 0
    for text in apart.values():
        words = _border_words(text)
        borders = np.full(len(text.encoded.words), -1)
        borders[words] = np.arange(len(words))
        lessons[text.id] = Lesson(
            teacher=teacher,
            emissions=emissions[word : word + len(borders)],
            borders=borders,
            vectors=vectors[row : row + len(words)],
        )
        word, row = word + len(borders), row + len(words)
    return [replace(text, lesson=lessons[text.id]) for text in texts]


def _ask(texts: Iterable[Example], tagger: Tagger, kept: Path) -> None:
    emissions, vectors = [], []
    for text in texts:
        scores = tagger.scores(tagger.encode(text.text))
        emissions.append(scores.emissions)
        vectors.append(scores.hidden[_border_words(text)].astype(np.float16))
    partial = kept.with_suffix(".partial.npz")
    np.savez(
        partial,
        ids=[text.id for text in texts],
        emissions=np.concatenate(emissions),
        vectors=np.concatenate(vectors),
    )
    partial.replace(kept)


def _border_words(text: Example) -> NDArray[np.int64]:
    """First and last words of all gold spans, ascending."""
    links = (text.cue_of, text.source_of_cue, text.source_of_content)
    spans = {span for part in links for span in chain(part.keys(), part.values()) if span is not None}
    return np.array(sorted(set(chain.from_iterable(spans))), np.int64)

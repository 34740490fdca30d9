"""What a trained tagger makes of the training texts, for a smaller one to learn from beside the gold."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from training.tagger.lesson import Lesson, Teacher

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from bot.watcher.find.tagger import Tagger
    from training.tagger.gold import Example


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

"""What a trained tagger makes of one text, for a smaller one to learn from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch

from bot.watcher.find.tagger.link import Linker

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from bot.watcher.find.tagger.link import Pairs


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

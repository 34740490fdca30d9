"""Who of the people named says it: the tagger's encoder, taught further for this one question.

The names of who may be meant stand before the passage, and two marks around the source. The passage is the head of the
page, and what stands before the words and around them. Of what the encoder makes of a name and of the source a small
network gives a score to each; the first place stands for nobody of these. The graph reads its large numbers out of the
tagger's model and has narrow products beside them that were trained for this (`training.adapters`); it is loaded when
the first question comes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
import onnxruntime

from bot.core.errors import WeightsError
from bot.watcher.find.tagger.encoded import CASES, EncodedText, encode, split_words
from bot.watcher.find.tagger.quote_states import QUOTE_STATES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from tokenizers import Tokenizer as PieceTable

    from bot.core.model import Span
    from bot.watcher.find.tagger.quote_states import QuoteStates

SPEAKERS_GRAPH, SPEAKERS_HEAD = "speakers.onnx", "speakers.npz"
# On a processor onnxruntime's fused skip-and-norm takes six times as long as the two nodes it replaces.
SLOW_FUSION = "SkipLayerNormFusion"
READ_FIRST: Final = 40  # words at the head of the page: its title and what it is about
READ_BEFORE: Final = 110  # words before the source or the quotation, whichever comes first
READ_BEHIND: Final = 18  # words behind the source or, without one, behind what is said
READ_OPENING, READ_CLOSING = 14, 12  # words of a long quotation that are read
"""As in training; a longer passage changes what the network was taught."""


@dataclass(slots=True)
class QuestionRow:
    """Pieces with their features, as the network reads them; `source` and `names`: ranges of pieces."""

    pieces: list[int] = field(default_factory=list)
    features: list[int] = field(default_factory=list)
    source: tuple[int, int] = (0, 0)
    names: list[tuple[int, int]] = field(default_factory=list)


class SpeakerNetwork:
    """Says who of the people named says something. Not tied to a thread; it is loaded when it is first asked.

    Args:
        folder: with its files beside those of the tagger.
        table: of the word pieces.
        marks: gives each word's state, see `quote_states`.
        threads: how many the matrix products of one call may use.

    """

    def __init__(self, folder: Path, table: PieceTable, marks: QuoteStates, threads: int) -> None:
        self._folder, self._threads = folder, threads
        self._table, self._marks = table, marks
        self._last: tuple[str, EncodedText] | None = None
        self._begin, self._end, self._mark, self._gap = (
            table.token_to_id(piece) or 0 for piece in ("[CLS]", "[SEP]", "[MASK]", "[UNK]")
        )

    @cached_property
    def _loaded(self) -> tuple[onnxruntime.InferenceSession, dict[str, NDArray[np.float32]]]:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.inter_op_num_threads = 1
        try:
            session = onnxruntime.InferenceSession(
                self._folder / SPEAKERS_GRAPH,
                options,
                providers=["CPUExecutionProvider"],
                disabled_optimizers=[SLOW_FUSION],
            )
            with np.load(self._folder / SPEAKERS_HEAD) as stored:
                return session, dict(stored)
        except Exception as error:  # onnxruntime raises bare exceptions of its own
            message = f"{self._folder / SPEAKERS_GRAPH}: does not load ({error}); install the package again"
            raise WeightsError(message) from error

    def __call__(self, text: str, content: Sequence[Span], source: Sequence[Span], names: Sequence[str]) -> list[float]:
        """Give the probability of nobody of these and then of each name.

        Args:
            text: the article, with its title as its first line.
            content: the characters of what is said, at least one word of them.
            source: the characters of who says it; may be empty.
            names: of who may have said it.

        Raises:
            WeightsError: the files do not load.

        """
        row = self.laid_out(self._encoded(text), content, source, names)
        inputs = {name: np.array([value]) for name, value in (("pieces", row.pieces), ("features", row.features))}
        session, head = self._loaded
        (hidden,) = session.run(None, inputs)
        means = np.stack([hidden[0, slice(*place)].mean(0) for place in (row.source, (0, 1), *row.names)])
        asked, chosen = np.broadcast_to(means[0], means[1:].shape), means[1:]
        joined = np.concatenate([asked, chosen, asked * chosen], 1)
        read = joined @ head["read.weight"] + head["read.bias"]
        scores = _gelu_by_erf(read) @ head["score.weight"] + head["score.bias"]
        share = np.exp(scores[:, 0] - scores.max())
        return [float(one) for one in share / share.sum()]

    def _encoded(self, text: str) -> EncodedText:
        """Encode a text, if it is not that of the last question: most of those of an article are asked of one text."""
        last = self._last
        if last is None or last[0] != text:
            self._last = last = text, encode(text, self._table, self._marks)
        return last[1]

    def laid_out(
        self, encoded: EncodedText, content: Sequence[Span], source: Sequence[Span], names: Sequence[str]
    ) -> QuestionRow:
        """Lay a question out as the network reads it."""
        row = QuestionRow()
        self._put(row, self._begin)
        for name in names:
            first = len(row.pieces)
            self._spell(row, encode(name, self._table, self._marks), range(len(split_words(name))), is_name=True)
            row.names.append((first, len(row.pieces)))
            self._put(row, self._end)
        kept, marked = _passage_read(
            _places_of_words(encoded, content), _places_of_words(encoded, source), len(encoded.words)
        )
        for number, word in enumerate(kept):
            if number and word != kept[number - 1] + 1:
                self._put(row, self._gap)
            if word == marked.start:
                first = len(row.pieces)
                self._put(row, self._mark)
            if word == marked.start == marked.stop:  # no source: both marks stand before the words
                self._put(row, self._mark)
                row.source = first, len(row.pieces)
            self._spell(row, encoded, range(word, word + 1))
            if word == marked.stop - 1 >= marked.start:
                self._put(row, self._mark)
                row.source = first, len(row.pieces)
        self._put(row, self._end)
        return row

    def _put(self, row: QuestionRow, piece: int) -> None:
        row.pieces.append(piece)
        row.features.append(0)

    def _spell(self, row: QuestionRow, encoded: EncodedText, words: range, *, is_name: bool = False) -> None:
        for word in words:
            pieces = encoded.pieces[encoded.starts[word] : encoded.starts[word + 1]].tolist()
            quote = 0 if is_name else int(encoded.quote[word])
            feature = quote + QUOTE_STATES * int(encoded.case[word])
            row.pieces += pieces
            row.features += [feature] * len(pieces)
            if encoded.line[word] and not is_name:
                row.features[-len(pieces)] += QUOTE_STATES * CASES


def _gelu_by_erf(x: NDArray[np.float32]) -> NDArray[np.float32]:
    grown: NDArray[np.float32] = 0.5 * x * (1 + np.vectorize(math.erf)(x / math.sqrt(2)))
    return grown.astype(np.float32)


def _passage_read(content: list[int], source: list[int], count: int) -> tuple[list[int], range]:
    """Give the words that are read and those of the source among them; a long quotation loses its middle."""
    anchor = source[0] if source else content[0]
    last = source[-1] if source else content[-1]
    first = min(anchor, content[0])
    kept = {*source, *range(max(first - READ_BEFORE, 0), first), *range(last + 1, min(last + 1 + READ_BEHIND, count))}
    kept |= set(range(min(READ_FIRST, first)))
    kept |= set(
        content if len(content) <= READ_OPENING + READ_CLOSING else content[:READ_OPENING] + content[-READ_CLOSING:]
    )
    if content[0] < anchor:  # what stands between the words and their source
        kept |= set(range(max(content[0], anchor - READ_BEFORE), anchor)) - set(content)
    return sorted(kept), range(anchor, source[-1] + 1 if source else anchor)


def _places_of_words(encoded: EncodedText, spans: Sequence[Span]) -> list[int]:
    starts, ends = ([word[side] for word in encoded.words] for side in (0, 1))
    return [
        word
        for start, end in spans
        for word in range(int(np.searchsorted(ends, start, "right")), int(np.searchsorted(starts, end, "left")))
    ]

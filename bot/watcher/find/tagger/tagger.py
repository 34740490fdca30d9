"""The tagger itself: loads the trained files and reads texts with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import numpy as np
import onnxruntime
from tokenizers import Tokenizer as PieceTable

from bot.core.errors import WeightsError
from bot.watcher.find.tagger.decode import Scores, SpanTriple, decode
from bot.watcher.find.tagger.encoded import CASES, EncodedText, centrality, encode, windows
from bot.watcher.find.tagger.own_lines import line_odds
from bot.watcher.find.tagger.quote_states import QUOTE_STATES, quote_states
from bot.watcher.find.tagger.speakers import SLOW_FUSION, SpeakerNetwork
from bot.watcher.find.tagger.weights import HEADS, MODEL, PACKAGED, PIECES, checked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from bot.watcher.find.tagger.quote_states import QuoteStates

WINDOW = 254
"""Pieces in a window, without the two that frame it; as it was taught."""
STRIDE = 210
"""Pieces from one window to the next: what stands near an edge is read twice."""

# A window of one or two pieces over and over, a line of marks by the thousand, is not read: nobody speaks in it.
MOST_ALIKE, FEWEST = 2, 20
NEVER = -1e4

# Without VNNI two products are added up in 16 bits; those of larger weights may overflow and need slower kernels.
_FAST_BITS = 7


class Tagger:
    """Finds the quotations of a text. Not tied to a thread; a call uses as many threads as `load` was told."""

    def __init__(
        self,
        session: onnxruntime.InferenceSession,
        table: PieceTable,
        heads: Mapping[str, NDArray[np.float32]],
        *,
        version: str,
        marks: QuoteStates,
        who_speaks: SpeakerNetwork | None = None,
    ) -> None:
        """Take what `load` loads; `who_speaks`: None where the files have none."""
        self.version = version
        self._session = session
        self._table = table
        self.heads = heads
        self._marks = marks
        self._frame = table.token_to_id("[CLS]"), table.token_to_id("[SEP]")
        self.who_speaks = who_speaks
        self._last: tuple[str, list[float]] | None = None  # what was read last, and its lines

    @classmethod
    def load(cls, path: Path | None = None, *, threads: int = 1, marks: QuoteStates = quote_states) -> Self:
        """Load the trained files.

        Args:
            path: their folder; None for the one in the package.
            threads: how many the matrix products of one call may use.
            marks: gives each word's state, see `quote_states`, with which the packaged weights were trained.

        Raises:
            WeightsError: a file is missing, damaged or of another format.

        """
        folder = path or PACKAGED
        manifest = checked(folder)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        if manifest.weight_bits > _FAST_BITS:
            options.add_session_config_entry("session.x64quantprecision", "1")
        try:
            session = onnxruntime.InferenceSession(
                folder / MODEL, options, providers=["CPUExecutionProvider"], disabled_optimizers=[SLOW_FUSION]
            )
            table = PieceTable.from_file(str(folder / PIECES))
            with np.load(folder / HEADS) as stored:
                heads = dict(stored)
        except Exception as error:  # onnxruntime and tokenizers raise bare exceptions of their own
            message = f"{folder}: the weights match their manifest but do not load ({error}); install the package again"
            raise WeightsError(message) from error
        asks = SpeakerNetwork(folder, table, marks, threads) if manifest.has_speakers else None
        return cls(session, table, heads, version=manifest.version, marks=marks, who_speaks=asks)

    def __call__(self, text: str) -> list[SpanTriple]:
        """Find the quotations of a text of any length, in the order of their first words."""
        encoded = self.encode(text)
        scores = self.scores(encoded)
        self._last = text, line_odds(text, encoded, scores)
        return decode(encoded, scores, self.heads)

    def own_lines(self, text: str) -> list[float]:
        """Give the log odds of each line that it is somebody's own words; the text read last is not read again."""
        last = self._last
        if last is not None and last[0] == text:
            return last[1]
        encoded = self.encode(text)
        return line_odds(text, encoded, self.scores(encoded))

    def pipe(self, texts: Iterable[str]) -> Iterator[list[SpanTriple]]:
        """Read one text after another: on a processor, windows gain nothing from being read side by side."""
        return map(self, texts)

    def encode(self, text: str) -> EncodedText:
        """Split a text as the network reads it."""
        return encode(text, self._table, self._marks)

    def scores(self, encoded: EncodedText) -> Scores:
        """Say of each word what label and links speak for; `decode` makes quotations of it."""
        begin, end = self._frame
        count = len(encoded.words)
        hidden = np.zeros((count, self.heads["emissions.weight"].shape[0]), np.float32)
        trust = np.zeros((count, 1), np.float32)
        lengths = np.diff(encoded.starts)
        features = np.repeat(encoded.quote + QUOTE_STATES * encoded.case, lengths)
        features[encoded.starts[:-1]] += QUOTE_STATES * CASES * encoded.line
        for first, last in windows(encoded.starts, WINDOW, STRIDE):
            inside = slice(encoded.starts[first], encoded.starts[last])
            if last - first > FEWEST and np.unique(encoded.pieces[inside]).size <= MOST_ALIKE:
                continue
            pieces = np.concatenate([[begin], encoded.pieces[inside], [end]])
            marks = np.concatenate([[0], features[inside], [0]])
            (rows,) = self._session.run(None, {"pieces": pieces[None], "features": marks[None]})
            weight = centrality(first, last, count)[:, None]
            hidden[first:last] += weight * rows[0, encoded.starts[first:last] - encoded.starts[first] + 1]
            trust[first:last] += weight
        np.divide(hidden, trust, out=hidden, where=trust > 0)
        emissions = hidden @ self.heads["emissions.weight"] + self.heads["emissions.bias"]
        emissions[trust[:, 0] == 0, 1:] = NEVER  # no label but the first, which is none
        return Scores(emissions=emissions, hidden=hidden)

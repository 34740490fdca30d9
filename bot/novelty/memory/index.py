"""Which statements on record may be the same: an inverted index over words, and groups of texts near in meaning.

Words are stems, numbers with units and parties in one form, so that "a fifth" finds "20 percent" and "Bern" finds "the
Swiss". Rare words weigh more. Another translation may share no word at all: each text also has a vector, and a lookup
reads the groups of vectors nearest to its own. Both are read only as far as a lookup can afford.
"""

from __future__ import annotations

import math
from array import array
from typing import TYPE_CHECKING, Final

import numpy as np

from bot.core.day_names import MONTHS
from bot.core.model import IndexEntry
from bot.core.words import tokens
from bot.novelty.facts.amounts import amount_at
from bot.novelty.facts.days import day_at
from bot.novelty.facts.names import parties
from bot.novelty.lexicon import set_of
from bot.novelty.memory.vectors import WIDTH, Vectors, shipped
from bot.novelty.thresholds import LENGTH_POWER, LONGEST_LOOKUP, MEANING, MOST_DEAD, SHORTLIST, STEM, TIE, VECTORS_READ

if TYPE_CHECKING:
    from collections.abc import Sequence

TERMS_VERSION = 3  # of `terms`: raise it where they give others, so that entries on record are made anew
_TOO_COMMON: Final = set_of("too_common")


def terms(text: str) -> frozenset[str]:
    """Give what a text is found by."""
    found = tokens(text)
    names = {party.start: party for party in parties(found)}
    out: set[str] = set()
    position = 0
    while position < len(found):
        party = names.get(position)
        term, position = (f"@{party.name}", party.end) if party else _term_at(found, position)
        out.add(term)
    return frozenset(out - {""})


def _term_at(found: list[str], position: int) -> tuple[str, int]:
    """Give the term that begins at a token, or "" for one too common, and where the next one begins."""
    if day := day_at(found, position):
        return f"#{MONTHS[day.month - 1]}" if day.kind in {"date", "month"} else f"#{day.text}", day.end
    if amount := amount_at(found, position):
        return f"={amount.text.split()[0]}" if amount.unit == "" else f"={amount.text}", amount.end
    word = found[position]
    return word[:STEM] if word[:1].isalnum() and word not in _TOO_COMMON else "", position + 1


class Index:
    """The statements of one actor. Not safe for threads that write."""

    def __init__(self, vectors: Vectors | None = None) -> None:
        """Begin empty; without `vectors` those that come with the package are used.

        Raises:
            WeightsError: the vectors of the package are missing or damaged.

        """
        self._vectors = vectors or shipped()
        self._postings: dict[str, array[int]] = {}
        self._groups: list[array[int]] = [array("I") for _ in self._vectors.centres]
        self._ids: list[str] = []
        self._rows: dict[str, int] = {}
        self._seen_at = array("q")  # in microseconds
        self._lengths = array("f")
        self._meanings = bytearray()  # WIDTH signed bytes a row
        self._dead = bytearray()
        self._dead_count = 0

    @property
    def made_by(self) -> str:
        """What tells entries that this index can take in from those of another model or other rules."""
        return f"{self._vectors.name}.{TERMS_VERSION}"

    def __len__(self) -> int:
        """Count the statements."""
        return len(self._rows)

    def __contains__(self, statement_id: object) -> bool:
        """Tell whether a statement is in the index."""
        return statement_id in self._rows

    def entry(self, statement_id: str, text: str) -> IndexEntry:
        """Work out what a statement is found by: half a millisecond, which is long for a whole record."""
        meaning = np.rint(self._vectors.of(text) * 127).astype(np.int8).tobytes()
        return IndexEntry(
            statement_id=statement_id, made_by=self.made_by, terms=tuple(sorted(terms(text))), meaning=meaning
        )

    def add(self, statement_id: str, text: str) -> None:
        """Put a statement in that was first seen now; one that is there already is replaced."""
        self.remove(statement_id)
        self.put([(self.entry(statement_id, text), len(self._ids))])

    def put(self, entries: Sequence[tuple[IndexEntry, int]]) -> None:
        """Put in what is not there yet.

        Args:
            entries: each with when its statement was first seen, in microseconds: of those equally near the newest are
                found.

        """
        fresh = {entry.statement_id: (entry, at) for entry, at in entries if entry.statement_id not in self._rows}
        if not fresh:
            return
        given = b"".join(entry.meaning for entry, _ in fresh.values())
        meanings = np.frombuffer(given, dtype=np.int8).reshape(-1, WIDTH)
        groups = (meanings.astype(np.float32) @ self._vectors.centres.T).argmax(axis=1)
        for (entry, at), group in zip(fresh.values(), groups.tolist(), strict=True):
            row = len(self._ids)
            for term in entry.terms:
                postings = self._postings.get(term)
                if postings is None:
                    postings = self._postings[term] = array("I")
                postings.append(row)
            self._groups[group].append(row)
            self._ids.append(entry.statement_id)
            self._rows[entry.statement_id] = row
            self._seen_at.append(at)
            self._lengths.append(max(1.0, float(len(entry.terms))))
        self._meanings += given
        self._dead += bytes(len(fresh))

    def remove(self, statement_id: str) -> None:
        """Take a statement out; one that is not there is no error."""
        row = self._rows.pop(statement_id, None)
        if row is None:
            return
        self._dead[row] = 1
        self._dead_count += 1
        if self._dead_count > len(self._rows) + MOST_DEAD:
            self._compact()

    def forget(self, *, before: int) -> None:
        """Take out what was first seen before a moment, in microseconds."""
        if not self._ids:
            return
        is_old = np.frombuffer(self._seen_at, dtype=np.int64) < before
        is_old &= np.frombuffer(self._dead, dtype=np.uint8) == 0
        for statement_id in [self._ids[row] for row in np.flatnonzero(is_old)]:
            self.remove(statement_id)

    def candidates(self, text: str, limit: int = 10) -> list[tuple[str, float]]:
        """Give at most `limit` statements near to the text, best first, with a score of 0 to 1."""
        if not self._rows or limit < 1:
            return []
        newness = self._newness()
        shared = self._by_words(terms(text))
        meaning = self._vectors.of(text)
        table = np.frombuffer(self._meanings, dtype=np.int8).reshape(-1, WIDTH)
        near = self._nearest_rows(meaning, newness)
        likeness = _products(table[near], meaning)
        keep = max(SHORTLIST, limit)
        by_words = _top(np.flatnonzero(shared), shared + newness, keep)
        by_meaning = near[np.argpartition(-(likeness + newness[near]), keep - 1)[:keep]] if len(near) > keep else near
        rows = np.union1d(by_words, by_meaning)
        rows = rows[np.frombuffer(self._dead, dtype=np.uint8)[rows] == 0]
        alike = np.maximum(_products(table[rows], meaning), 0.0)
        scores = (shared[rows] + MEANING * alike) / (1 + MEANING)
        order = np.lexsort((rows, -(scores + newness[rows])))[:limit]
        return [
            (self._ids[rows[place]], round(min(1.0, float(scores[place])), 4)) for place in order if scores[place] > 0
        ]

    def _newness(self) -> np.ndarray:
        """Give what lets the newer of two equals come first, and decides nothing else.

        Words that are said every week would else hide their last occasion behind the first, and which of them is found
        would depend on the order in which the record was read.
        """
        seen_at = np.frombuffer(self._seen_at, dtype=np.int64).astype(np.float64)
        newness: np.ndarray = (seen_at - seen_at.min()) * (TIE / max(1.0, float(np.ptp(seen_at))))
        return newness

    def _by_words(self, wanted: frozenset[str]) -> np.ndarray:
        """Give the score by shared words of every row, 0 to 1."""
        count = len(self._ids)
        known = sorted((len(postings), term) for term in wanted if (postings := self._postings.get(term)))
        if not known:
            return np.zeros(count)
        rows: list[np.ndarray] = []
        weights: list[np.ndarray] = []
        read, best = 0, 0.0
        for frequency, term in known:
            if rows and read + frequency > LONGEST_LOOKUP:
                break
            weight = math.log(1 + count / frequency) ** 2
            rows.append(np.frombuffer(self._postings[term], dtype=np.uint32))
            weights.append(np.full(frequency, weight))
            read += frequency
            best += weight
        scores: np.ndarray = np.bincount(np.concatenate(rows), weights=np.concatenate(weights), minlength=count)
        touched = np.flatnonzero(scores)
        lengths = np.frombuffer(self._lengths, dtype=np.float32)[touched]
        scores[touched] = scores[touched] * np.minimum(1.0, (len(known) / lengths) ** LENGTH_POWER) / best
        return scores

    def _nearest_rows(self, meaning: np.ndarray, newness: np.ndarray) -> np.ndarray:
        """Give the rows of the groups nearest to a vector, as many as a lookup can afford; of the last the newest."""
        rows: list[np.ndarray] = []
        left = VECTORS_READ
        for group in np.argsort(-(self._vectors.centres @ meaning)):
            members = np.frombuffer(self._groups[group], dtype=np.uint32)
            if len(members):
                rows.append(_top(members, newness, left))
                left -= len(rows[-1])
            if left <= 0:
                break
        return np.concatenate(rows)

    def _compact(self) -> None:
        """Renumber the rows without the dead ones."""
        alive = np.frombuffer(bytes(self._dead), dtype=np.uint8) == 0
        renumbered = np.cumsum(alive, dtype=np.uint32) - 1

        def kept(old: array[int]) -> array[int]:
            rows = np.frombuffer(old, dtype=np.uint32)
            new = array("I")
            new.frombytes(renumbered[rows[alive[rows]]].astype(np.uint32).tobytes())
            return new

        self._postings = {term: new for term, old in self._postings.items() if (new := kept(old))}
        self._groups = [kept(group) for group in self._groups]
        self._meanings = bytearray(
            np.frombuffer(bytes(self._meanings), dtype=np.int8).reshape(-1, WIDTH)[alive].tobytes()
        )
        self._ids = [statement_id for statement_id, lives in zip(self._ids, alive, strict=True) if lives]
        self._seen_at = array("q", np.frombuffer(self._seen_at, dtype=np.int64)[alive].tolist())
        self._lengths = array("f", np.frombuffer(self._lengths, dtype=np.float32)[alive].tolist())
        self._rows = {statement_id: row for row, statement_id in enumerate(self._ids)}
        self._dead = bytearray(len(self._ids))
        self._dead_count = 0


def _products(table: np.ndarray, meaning: np.ndarray) -> np.ndarray:
    """Multiply rows of signed bytes with a unit vector, on this thread: a product so small is slower on several."""
    products: np.ndarray = np.einsum("ij,j->i", table.astype(np.float32), meaning) / 127
    return products


def _top(rows: np.ndarray, scores: np.ndarray, count: int) -> np.ndarray:
    return rows[np.argpartition(-scores[rows], count - 1)[:count]] if len(rows) > count else rows

"""What of many or long statements is shown: the sentences that carry the most and are new against the record.

Extractive: every answer is a span of the article's text, and no word is made up.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import log, sqrt
from typing import TYPE_CHECKING, Final

import numpy as np

from bot.core.model import Kind, Novelty
from bot.core.sentences import CLOSERS, sentence_spans
from bot.core.words import WRITTEN_WORD
from bot.rules.stems import COMMON, word_stem
from bot.rules.thresholds import (
    BINDS_NOBODY,
    CONVERGED,
    DAMPING,
    FEWEST_WORDS_BEGUN,
    FEWEST_WORDS_SAID,
    FULL_OF_STEMS,
    LEANING,
    LONGEST_LEAD,
    LONGEST_SUMMED_UP,
    MOST_STATEMENTS,
    MOST_STEPS,
    NEWS_WORDS,
    ODD_LENGTH,
    OWN_WORDS_WEIGHT,
    SAYS_THE_SAME,
    SHORTEST_SUMMED_UP,
    THANKS,
    TURN_WORDS,
    WEIGHT_CHANGED,
    WEIGHT_NEW,
    WEIGHT_PERHAPS,
    WEIGHT_REPEAT,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.model import Span, Statement


_DECIDES: Final = frozenset("will won't shall must cannot can't no none never not refuse reject demand".split())
# What binds nobody to anything: "I will closely monitor the situation".
_VAGUE: Final = frozenset(
    "monitor monitoring follow following watch watching study studying consider considering examine examining assess "
    "assessing hope hopes hoping committed confident optimistic".split()
)
_COURTESIES: Final = frozenset("thank thanks bless welcome congratulations congratulate hello greetings".split())
_LEANS: Final = frozenset(
    "and but or so because it he she they them this that these those which there then also still well now not "
    "nor".split()
)

_SAYS_WHAT_IS: Final = frozenset(("there", verb) for verb in ("is", "are", "was", "were", "will", "has", "can"))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sentence:
    statement: int  # its number among those reported
    span: Span
    stems: Counter[str]
    values: tuple[float, float]  # beside its centrality: as the first of its statement, and as a further one


def lead_first(statements: Sequence[Statement]) -> list[Statement]:
    """Order the statements of one report that is shown as it is, the news first.

    A change comes before what is new, that before what is perhaps, or surely, on record, and a fragment last of its
    sort; then what says most: "there is no change in our position" before "I will closely monitor it".
    """
    return sorted(
        statements,
        key=lambda one: (-_standing(one)[0], is_fragment(one), -news_value(one), -len(one.text)),
    )


def is_fragment(statement: Statement) -> bool:
    """Tell whether words say nothing by themselves: "Not yet.", or “a mountain of oranges” without its sentence."""
    said = WRITTEN_WORD.findall(statement.text)
    begun = statement.kind is Kind.DIRECT and bool(said) and said[0].islower()
    return len(said) < (FEWEST_WORDS_BEGUN if begun else FEWEST_WORDS_SAID)


def news_value(statement: Statement) -> float:
    """Weigh the sentence that says most: figures, decisions and content count, courtesies and looking on do not."""
    text = statement.text
    sentences = [text[slice(*span)] for span in sentence_spans(text, (0, len(text)))]
    read = [(one, words) for one in sentences if (words := _words_in(one))]
    values = [_content(words, _counted_stems(words)) - _courtesy(words) - _leaning(one, words) for one, words in read]
    return max(values, default=0.0) + OWN_WORDS_WEIGHT * (statement.kind is Kind.DIRECT)


def needs_summary(reported: Sequence[tuple[Statement, Sequence[Span]]]) -> bool:
    """Tell whether a report is too long to be shown as it is.

    That is one with more than three statements, or with a lead, its first, of more than 500 characters.
    """
    return len(reported) > MOST_STATEMENTS or (bool(reported) and len(reported[0][0].text) > LONGEST_LEAD)


def summarise(
    text: str, reported: Sequence[tuple[Statement, Sequence[Span]]], *, most: int = MOST_STATEMENTS
) -> list[tuple[str, Span]]:
    """Pick the sentences to show, best first: each with the id of the statement that it stands in.

    How much a sentence carries is its centrality in the graph of all sentences (LexRank; Erkan and Radev, "LexRank:
    Graph-based Lexical Centrality as Salience in Text Summarization", JAIR 22, 2004) and how much content it has:
    courtesies and announcements of a subject have little. What changes earlier words comes before what is new, and that
    before what is perhaps, or surely, on record already; one sentence of each statement before a second of one. Of two
    that say the same one is picked (maximal marginal relevance; Carbonell and Goldstein, SIGIR 1998). Sentences of 40
    to 320 characters are preferred.

    Args:
        text: the article's.
        reported: statements with the spans of their words in the text.
        most: sentences to pick; fewer, where there are fewer that differ.

    """
    sentences = _sentences_of(text, reported)
    if not sentences:
        return []
    vectors = _Vectors([sentence.stems for sentence in sentences])
    central = _centrality(vectors, len(sentences))
    first, further = np.array([sentence.values for sentence in sentences]).T
    alike = np.zeros(len(sentences))  # to the picked one that is most alike
    picked: list[int] = []
    while len(picked) < most:
        taken = {sentences[number].statement for number in picked}
        again = np.array([sentence.statement in taken for sentence in sentences])
        scores = central + np.where(again, further, first) - alike
        scores[alike >= SAYS_THE_SAME] = -np.inf
        scores[picked] = -np.inf
        best = int(np.argmax(scores))  # of equals the first in the order of `reported`
        if scores[best] == -np.inf:
            break
        picked.append(best)
        alike = np.maximum(alike, vectors.cosines(np.eye(1, len(sentences), best)[0]))
    return [(reported[sentences[number].statement][0].id, sentences[number].span) for number in picked]


def _sentences_of(text: str, reported: Sequence[tuple[Statement, Sequence[Span]]]) -> list[_Sentence]:
    out: list[_Sentence] = []
    seen: set[Span] = set()
    for number, (statement, spans) in enumerate(reported):
        standing, known = _standing(statement), _known_sentences(statement)
        turned = (
            _counted_stems(WRITTEN_WORD.findall(_words_after(statement)))
            if statement.novelty is Novelty.CHANGED
            else None
        )
        for span in spans:
            for sentence in sentence_spans(text, span):
                words = _words_in(text[slice(*sentence)])
                if sentence in seen or not words:
                    continue
                seen.add(sentence)
                stems = _counted_stems(words)
                value = _content(words, stems) - _flaws(text[slice(*sentence)], words)
                if turned:
                    value += TURN_WORDS * len(stems.keys() & turned.keys()) / len(turned)
                first, further = WEIGHT_REPEAT if tuple(words) in known else standing
                values = (first + value, further + value)
                out.append(_Sentence(statement=number, span=sentence, stems=stems, values=values))
    return out


def _known_sentences(statement: Statement) -> set[tuple[str, ...]]:
    """The sentences that were said before in a statement of which something is new."""
    return {tuple(_words_in(statement.text[slice(*one.span)])) for one in statement.known}


def _words_in(text: str) -> list[str]:
    return WRITTEN_WORD.findall(text.lower().replace("’", "'"))


def _standing(statement: Statement) -> tuple[float, float]:
    if statement.novelty is Novelty.CHANGED:
        return WEIGHT_CHANGED
    if statement.novelty is Novelty.REPEAT:
        return WEIGHT_REPEAT
    return WEIGHT_PERHAPS if statement.earlier_id else WEIGHT_NEW


def _words_after(statement: Statement) -> str:
    """The words that stand in a change where others stood before."""
    return statement.verdict.differences[0].after if statement.verdict and statement.verdict.differences else ""


def _content(words: Sequence[str], stems: Counter[str]) -> float:
    decides = any(word in _DECIDES or word[0].isdigit() for word in words)
    looks_on = not _VAGUE.isdisjoint(words)
    return min(len(stems), FULL_OF_STEMS) / FULL_OF_STEMS + (-BINDS_NOBODY if looks_on else NEWS_WORDS * decides)


def _flaws(sentence: str, words: Sequence[str]) -> float:
    odd = not SHORTEST_SUMMED_UP <= len(sentence) <= LONGEST_SUMMED_UP
    return ODD_LENGTH * odd + _leaning(sentence, words) + _courtesy(words)


def _leaning(sentence: str, words: Sequence[str]) -> float:
    says_what_is = tuple(words[:2]) in _SAYS_WHAT_IS
    leans = words[0].partition("'")[0] in _LEANS and not says_what_is
    return LEANING * (sentence.rstrip(CLOSERS).endswith("?") or leans)


def _courtesy(words: Sequence[str]) -> float:
    return THANKS * (not _COURTESIES.isdisjoint(words))


def _counted_stems(words: Sequence[str]) -> Counter[str]:
    bare = (word.partition("'")[0] for word in words)
    return Counter(word_stem(word) for word in bare if word not in COMMON)


class _Vectors:
    """Unit vectors of term frequency and inverse document frequency, one a sentence, as the list of their entries."""

    def __init__(self, stems: Sequence[Counter[str]]) -> None:
        sentences_with = Counter(stem for one in stems for stem in one)
        rarity = {stem: log(len(stems) / count) + 1 for stem, count in sentences_with.items()}
        columns = {stem: column for column, stem in enumerate(sentences_with)}
        lengths = [sqrt(sum((count * rarity[stem]) ** 2 for stem, count in one.items())) for one in stems]
        entries = [
            (row, columns[stem], count * rarity[stem] / lengths[row])
            for row, one in enumerate(stems)
            for stem, count in one.items()
        ]
        self._shape = len(stems), len(columns)
        self._rows = np.array([row for row, _, _ in entries], dtype=np.intp)
        self._columns = np.array([column for _, column, _ in entries], dtype=np.intp)
        self._weights = np.array([weight for _, _, weight in entries])

    def cosines(self, weights: np.ndarray) -> np.ndarray:
        """The sum of the cosines of each sentence with all, each of them counted by its weight."""
        sums = np.bincount(self._columns, self._weights * weights[self._rows], minlength=self._shape[1])
        out: np.ndarray = np.bincount(self._rows, self._weights * sums[self._columns], minlength=self._shape[0])
        return out


def _centrality(vectors: _Vectors, count: int) -> np.ndarray:
    """LexRank of each sentence, the greatest 1: the stationary shares of a walk along the cosines."""
    degrees = vectors.cosines(np.ones(count))
    degrees = np.where(degrees > 0, degrees, 1.0)
    shares = np.full(count, 1 / count)
    for _ in range(MOST_STEPS):
        walked = DAMPING / count + (1 - DAMPING) * vectors.cosines(shares / degrees)
        moved = float(np.abs(walked - shares).sum())
        shares = walked
        if moved < CONVERGED:
            break
    ranks: np.ndarray = shares / shares.max()
    return ranks

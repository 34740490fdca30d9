"""Quotations with their sources against gold: exact, overlap, token and joint precision, recall and F1, by kind.

Gold and predicted quotations of a document are paired one to one, greedily by the Jaccard index of their content words.
*exact* pairs have an index of 1, *overlap* pairs of 0.5 or more, *joint* ones the right speaker too.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.tools.evaluate.words import NO_NAME, PRONOUNS, MarkedText, Text, same_name, words_of_name
from bot.tools.thresholds import OVERLAP_FROM

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

KINDS = ("all", "direct", "indirect", "mixed")


@dataclass(frozen=True, slots=True)
class _Quote:
    """One quotation, gold or predicted, as the measure sees it."""

    words: frozenset[int]
    source: frozenset[int]
    source_text: str
    speaker: str | None
    kind: str | None
    counts: bool  # False: gold that is not speech, where only speech is scored

    @property
    def kinds(self) -> tuple[str | None, str | None]:
        return "all", self.kind

    @property
    def names_somebody(self) -> bool:
        return bool(self.source or self.speaker)


def score_quotations(
    gold: Mapping[str, dict[str, Any]],
    predicted: Mapping[str, dict[str, Any]],
    *,
    speech: bool = False,
    split: bool = False,
) -> dict[str, dict[str, Any]]:
    """Score predictions; a document without one counts as none found.

    Args:
        gold: documents with `text` and `quotes`, by id.
        predicted: documents with `quotes` or `statements`, by id.
        speech: score what was said alone, and ignore predictions of beliefs and plans.
        split: count an interrupted quotation as its pieces.

    Returns:
        For "all" and each kind: `gold`, `pred`, `exact`, `overlap`, `token`, `joint`, `jname` (each with P, R and F1 in
        percent), `source`, `src_exact` and `name` in percent, or None where nothing was to be found.

    """
    counts: dict[str | None, Counter[str]] = {kind: Counter() for kind in KINDS}
    for document_id, document in gold.items():
        text, marks = Text(document["text"]), MarkedText(document["text"])
        wanted = list(_quotes(document["quotes"], text, marks, given_kind=not split, split=split, speech=speech))
        reported = list(_predicted_quotes(predicted.get(document_id), text, marks, split=split, speech=speech))
        _count_quotations(counts, text, wanted, reported)
    return {kind: _figures_of_kind(counts[kind]) for kind in KINDS}


def _predicted_quotes(
    document: dict[str, Any] | None, text: Text, marks: MarkedText, *, split: bool, speech: bool
) -> Iterator[_Quote]:
    rows = (document or {}).get("quotes") or (document or {}).get("statements") or []
    rows = [row for row in rows if not (speech and row.get("speech") is False)]
    yield from _quotes(rows, text, marks, given_kind=False, split=split, speech=False)


def _quotes(
    rows: Sequence[dict[str, Any]], text: Text, marks: MarkedText, *, given_kind: bool, split: bool, speech: bool
) -> Iterator[_Quote]:
    for row in rows:
        for content in [[span] for span in row["content"]] if split else [row["content"]]:
            words = text.words(content)
            if words:
                yield _Quote(
                    words=words,
                    source=text.words(row.get("source")),
                    source_text=text.joined(row.get("source")),
                    speaker=row.get("speaker"),
                    kind=(row.get("type") if given_kind else None) or marks.kind(content),
                    counts=not speech or row.get("speech", True),
                )


def _count_quotations(
    counts: dict[str | None, Counter[str]], text: Text, wanted: Sequence[_Quote], reported: Sequence[_Quote]
) -> None:
    pairs = list(_best_pairs(wanted, reported))
    ignored = {one for index, other, one in pairs if index >= OVERLAP_FROM and not wanted[other].counts}
    for quote in wanted:
        if quote.counts:
            _add(counts, quote.kinds, "gold")
    for place, quote in enumerate(reported):
        if place not in ignored:
            _add(counts, quote.kinds, "pred")
    for index, other, one in pairs:
        if index >= OVERLAP_FROM and wanted[other].counts:
            _count_pair(counts, text, wanted[other], reported[one], exact=index == 1)
    _count_words(counts, wanted, reported)


def _best_pairs(wanted: Sequence[_Quote], reported: Sequence[_Quote]) -> Iterator[tuple[float, int, int]]:
    """Yield (Jaccard index, place in wanted, place in reported), the best first, each quotation once."""
    candidates = sorted(
        (-len(mine.words & theirs.words) / len(mine.words | theirs.words), min(theirs.words), other, one)
        for other, theirs in enumerate(wanted)
        for one, mine in enumerate(reported)
        if mine.words & theirs.words
    )
    used_wanted: set[int] = set()
    used_reported: set[int] = set()
    for index, _, other, one in candidates:
        if other not in used_wanted and one not in used_reported:
            used_wanted.add(other)
            used_reported.add(one)
            yield -index, other, one


def _count_pair(
    counts: dict[str | None, Counter[str]], text: Text, wanted: _Quote, reported: _Quote, *, exact: bool
) -> None:
    def hit(measure: str, *, right: bool) -> None:
        if right:
            _add(counts, wanted.kinds, f"{measure} recalled")
            _add(counts, reported.kinds, f"{measure} precise")

    hit("overlap", right=True)
    hit("exact", right=exact)
    right_source = _same_source(text, wanted, reported) if wanted.names_somebody else not reported.names_somebody
    if wanted.names_somebody:
        _add(counts, wanted.kinds, "with source")
        _add(counts, wanted.kinds, "right source", by=right_source)
        _add(counts, wanted.kinds, "exact source", by=bool(wanted.source) and wanted.source == reported.source)
    right_name = same_name(reported.speaker, wanted.speaker) if wanted.speaker else not reported.names_somebody
    if wanted.speaker:
        _add(counts, wanted.kinds, "with name")
        _add(counts, wanted.kinds, "right name", by=right_name)
    hit("joint", right=right_source)
    hit("jname", right=right_name)


def _same_source(text: Text, wanted: _Quote, reported: _Quote) -> bool:
    """Tell whether the sources share a word of weight in the same place, or the names match."""
    both = wanted.source & reported.source
    shared: object = text.lower(both) - NO_NAME
    if wanted.source and reported.source and text.lower(wanted.source) <= NO_NAME | PRONOUNS:
        shared = both
    if shared:
        return True
    return any(
        same_name(mine, theirs)
        for mine in (reported.speaker, reported.source_text)
        for theirs in (wanted.speaker, wanted.source_text)
        if mine and theirs and words_of_name(mine)[-1:] != ["he"] and words_of_name(mine) not in (["she"], ["they"])
    )


def _count_words(counts: dict[str | None, Counter[str]], wanted: Sequence[_Quote], reported: Sequence[_Quote]) -> None:
    counted = _words_of_quotes(quote for quote in wanted if quote.counts)
    ignored = _words_of_quotes(quote for quote in wanted if not quote.counts) - counted
    for kind in KINDS:
        gold = _words_of_quotes(quote for quote in wanted if quote.counts and kind in quote.kinds)
        mine = _words_of_quotes(quote for quote in reported if kind in quote.kinds) - ignored
        counts[kind]["gold words"] += len(gold)
        counts[kind]["reported words"] += len(mine)
        counts[kind]["right words"] += len(gold & mine)


def _words_of_quotes(quotes: Iterator[_Quote]) -> frozenset[int]:
    return frozenset().union(*(quote.words for quote in quotes))


def _add(
    counts: dict[str | None, Counter[str]], kinds: tuple[str | None, str | None], what: str, *, by: int = 1
) -> None:
    for kind in kinds:
        if kind in counts:
            counts[kind][what] += by


def _figures_of_kind(count: Counter[str]) -> dict[str, Any]:
    figures: dict[str, Any] = {"gold": count["gold"], "pred": count["pred"]}
    for measure in ("exact", "overlap", "joint", "jname"):
        figures[measure] = f_score(
            count[f"{measure} precise"], count["pred"], count[f"{measure} recalled"], count["gold"]
        )
    right = count["right words"]
    figures["token"] = f_score(right, count["reported words"], right, count["gold words"])
    figures["source"] = percent(count["right source"], count["with source"])
    figures["src_exact"] = percent(count["exact source"], count["with source"])
    figures["name"] = percent(count["right name"], count["with name"])
    return figures


def f_score(precise: int, reported: int, recalled: int, wanted: int) -> dict[str, float]:
    """Return precision, recall and F1 in percent."""
    precision = precise / reported if reported else 0.0
    recall = recalled / wanted if wanted else 0.0
    both = precision + recall
    return {
        "P": round(100 * precision, 1),
        "R": round(100 * recall, 1),
        "F1": round(200 * precision * recall / both, 1) if both else 0.0,
    }


def percent(part: int, whole: int) -> float | None:
    """Return a share in percent, None of nothing."""
    return round(100 * part / whole, 1) if whole else None

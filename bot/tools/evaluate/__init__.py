"""How good the engine is: it reads a gold file's texts, and its answers are scored by the measures of that file's form.

The rows show the form: pairs of statements hold `a` and `b`, tracked actors' articles hold `statements`, and
quotation articles hold `quotes`. The measures are those of the gold files' own scorers; a test holds the two together.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeAlias

from bot.core.clock import SystemClock
from bot.core.errors import OnRecordError
from bot.core.model import View
from bot.jobs.by_command.source_changes import SourceChanges
from bot.novelty import Judge
from bot.store import SqlStore
from bot.tools.evaluate import actors as statements
from bot.tools.evaluate import feedback, pairs, people, quotations
from bot.tools.match import match_result
from bot.tools.scan import read_document, scan_result
from bot.tools.thresholds import BATCH
from bot.watcher import SpacyWatcher

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from bot.core.config import Config
    from bot.core.model import Watched
    from bot.novelty.judge import PairEncoder
    from bot.tools.evaluate.actors import Mistake
    from bot.tools.evaluate.words import Rows
    from bot.tools.scan import Document
    from bot.watcher.context import QuotationTagger

Engine: TypeAlias = "Callable[[Rows, Callable[[int], None]], Rows]"  # answers a gold file, telling how far it is


class GoldError(OnRecordError):
    """A gold file, or a file of predictions, cannot be used; the message says which and why."""


class GoldForm(StrEnum):
    """What a gold file judges."""

    QUOTATIONS = "quotations"
    ACTORS = "actors"
    PAIRS = "pairs"
    PEOPLE = "people"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """The scores of one gold file."""

    form: GoldForm
    figures: dict[str, Any]
    documents: int
    seconds: float | None  # that the engine took; None where predictions were given
    mistakes: list[Mistake] = field(default_factory=list)


def read_rows(path: Path) -> Rows:
    """Read a file of JSON objects with an `id`, one a line.

    Raises:
        GoldError: it cannot be read, or a line is no such object.

    """
    rows: Rows = {}
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                try:
                    row = json.loads(line)
                    rows[row["id"]] = row
                except (ValueError, TypeError, KeyError) as error:
                    raise GoldError(f"{path}, line {number}: is not a JSON object with an id: {error!r}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise GoldError(f"{path}: cannot be read ({error})") from error
    if not rows:
        raise GoldError(f"{path}: is empty")
    return rows


def form_of(rows: Rows, *, name: str) -> GoldForm:
    """Tell the form of a gold file by its first row.

    Raises:
        GoldError: it has none of the forms.

    """
    first = next(iter(rows.values()))
    for form, keys in (
        (GoldForm.PAIRS, {"a", "b", "label"}),
        (GoldForm.QUOTATIONS, {"text", "quotes"}),
        (GoldForm.ACTORS, {"text", "statements"}),
        (GoldForm.PEOPLE, {"speakers"}),
    ):
        if keys <= first.keys():
            return form
    raise GoldError(f"{name}: is not a gold file: its rows hold no quotes, statements, speakers, or a, b and label")


def read_gold(path: Path) -> tuple[GoldForm, Rows]:
    """Read a gold file; one of names is read with the quotations that it names: `x-people.jsonl` with `x.jsonl`.

    Raises:
        GoldError: it cannot be read, or is none.

    """
    rows = read_rows(path)
    form = form_of(rows, name=str(path))
    if form is GoldForm.PEOPLE:
        texts = read_rows(path.with_name(path.name.replace("-people", "")))
        missing = rows.keys() - texts.keys()
        if missing or path.stem == path.stem.replace("-people", ""):
            raise GoldError(f"{path}: names who is quoted in x.jsonl, and has to be called x-people.jsonl beside it")
        rows = {row_id: texts[row_id] | row for row_id, row in rows.items()}
    return form, rows


def with_predictions(paths: Sequence[Path]) -> tuple[list[Path], Path | None]:
    """The gold files among some paths, and the one of predictions: a second file about the same documents.

    Raises:
        GoldError: a file cannot be read.

    """
    if len(paths) == 2:  # noqa: PLR2004 - one gold file, one of predictions
        gold, other = map(read_rows, paths)
        both_gold = any("speakers" in row for row in (*gold.values(), *other.values())) and not any(
            "statements" in row for row in other.values()
        )
        if gold.keys() & other.keys() and not both_gold:
            return [paths[0]], paths[1]
    return list(paths), None


def engine_for(
    form: GoldForm,
    config: Config,
    *,
    tagger: QuotationTagger | None = None,
    encoder: PairEncoder | None = None,
    without: Collection[str] = (),
) -> Engine:
    """Load what answers gold files of this form.

    Args:
        form: what they judge.
        config: whom they track.
        tagger: the watcher's model, where it is loaded already.
        encoder: the judge's.
        without: stages of the watcher, or vetoes of the judge, that are taken away.

    Raises:
        WeightsError: a model cannot be loaded.

    """
    if form is GoldForm.PAIRS:
        return partial(_judge, Judge.load(encoder=encoder, without=without))
    actors = () if form is GoldForm.QUOTATIONS else config.actors  # in whose texts nobody is tracked
    watcher = SpacyWatcher(actors, tagger, without=without) if tagger else SpacyWatcher.load(actors)
    if form is GoldForm.PEOPLE:
        return partial(_read_people, watcher)
    return partial(_read_documents, watcher, view=View.EVERYBODY if form is GoldForm.QUOTATIONS else View.TRACKED)


def _read_people(watcher: SpacyWatcher, gold: Rows, advance: Callable[[int], None]) -> Rows:
    """What everybody says, and what tracked people say, each as it is shown: two views of one reading."""
    predicted: Rows = {}
    for document, watched in _watched(watcher, gold, advance, view=View.EVERYBODY):
        everybody = scan_result(document, watched, view=View.EVERYBODY)
        accepted = replace(watched, quotations=tuple(one for one in watched.quotations if one.rejected is None))
        tracked = scan_result(document, accepted, view=View.TRACKED)
        predicted[document.id] = everybody | {"tracked": tracked["statements"]}
    return predicted


def _judge(judge: Judge, gold: Rows, advance: Callable[[int], None]) -> Rows:
    predicted: Rows = {}
    for pair_id, row in gold.items():
        predicted[pair_id] = match_result(row, judge, name=pair_id)
        advance(1)
    return predicted


def _read_documents(watcher: SpacyWatcher, gold: Rows, advance: Callable[[int], None], *, view: View) -> Rows:
    found = _watched(watcher, gold, advance, view=view)
    return {document.id: scan_result(document, watched, view=view) for document, watched in found}


def _watched(
    watcher: SpacyWatcher, gold: Rows, advance: Callable[[int], None], *, view: View
) -> Iterator[tuple[Document, Watched]]:
    documents = (read_document(json.dumps(row), number=number) for number, row in enumerate(gold.values(), 1))
    while batch := list(islice(documents, BATCH)):
        yield from zip(batch, watcher.watch([document.watch_text for document in batch], view=view), strict=True)
        advance(len(batch))


async def feedback_figures(config: Config) -> dict[str, Any]:
    """Let the engine read anew what people said something of, and score it; see `feedback.score_feedback`.

    Raises:
        StoreError: the record cannot be read.
        WeightsError: a model cannot be loaded.

    """
    judge = Judge.load()
    gold = await _feedback_gold(config, judge)
    read = engine_for(GoldForm.ACTORS, config)(gold.articles, lambda _: None) if gold.articles else {}
    return feedback.score_feedback(gold, read=read, judged=_judge(judge, gold.pairs, lambda _: None))


async def export_feedback(config: Config, folder: Path) -> list[tuple[Path, int, str]]:
    """Write what people said of alerts as gold files; returns each file with how much it holds, and of what.

    Raises:
        GoldError: a file cannot be written.
        StoreError: the record cannot be read.
        WeightsError: the judge cannot be loaded.

    """
    gold = await _feedback_gold(config, Judge.load())
    files = ((folder / "feedback-actors.jsonl", gold.articles), (folder / "feedback-pairs.jsonl", gold.pairs))
    for path, rows in files:
        _write_rows(path, rows)
    return [(path, len(rows), unit) for (path, rows), unit in zip(files, ("articles", "pairs"), strict=True)]


def _write_rows(path: Path, rows: Rows) -> None:
    lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows.values())
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(lines), encoding="utf-8")
    except OSError as error:
        raise GoldError(f"{path}: cannot be written ({error.strerror}); name a folder that you may write to") from error


async def _feedback_gold(config: Config, judge: Judge) -> feedback.FeedbackGold:
    store = SqlStore(config.store.url, read_only=True)
    await store.open()
    try:
        await SourceChanges(store=store, config=config, clock=SystemClock()).refresh()
        return await feedback.feedback_gold(store, config, judge)
    finally:
        await store.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What is scored: the engine's, or those of a file of predictions."""

    rows: Rows
    seconds: float | None = None  # that the engine took


def answered(form: GoldForm, gold: Rows, config: Config, advance: Callable[[int], None]) -> Answers:
    """Let the engine answer a gold file; the time it takes to load does not count.

    Raises:
        WeightsError: a model cannot be loaded.

    """
    engine = engine_for(form, config)
    began = time.perf_counter()
    rows = engine(gold, advance)
    return Answers(rows=rows, seconds=time.perf_counter() - began)


def score_gold(
    gold: Rows,
    form: GoldForm,
    answers: Answers,
    *,
    speech: bool = False,
    split: bool = False,
    actors: Mapping[str, str] | None = None,
) -> Evaluation:
    """Score answers.

    Args:
        gold: the rows of the gold file, by id.
        form: what they judge.
        answers: what is scored.
        speech: of quotations, score what was said alone.
        split: of quotations, count an interrupted one as its pieces.
        actors: of people, the names of the tracked ones by their ids.

    Raises:
        GoldError: a row lacks what the measure needs.

    """
    mistakes: list[Mistake] = []
    figures: dict[str, Any]
    try:
        match form:
            case GoldForm.QUOTATIONS:
                figures = quotations.score_quotations(gold, answers.rows, speech=speech, split=split)
            case GoldForm.ACTORS:
                figures, mistakes = statements.score_statements(gold, answers.rows)
                figures["at_least"] = statements.score_surer(gold, answers.rows)
            case GoldForm.PEOPLE:
                figures, mistakes = people.score_people(gold, answers.rows, actors=actors or {})
            case GoldForm.PAIRS:
                score = pairs.score_news if pairs.has_more(gold) else pairs.score_pairs
                figures = score(gold, answers.rows) | pairs.score_sure(gold, answers.rows)
    except (KeyError, TypeError) as error:
        raise GoldError(
            f"a row of the gold file or of the predictions lacks what the measure needs: {error}"
        ) from error
    return Evaluation(form=form, figures=figures, documents=len(gold), seconds=answers.seconds, mistakes=mistakes)

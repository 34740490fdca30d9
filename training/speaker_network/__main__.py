"""Teaches the network that says who speaks: `python -m training.speaker_network GOLD_FOLDER --articles FILE …`.

Learns from the articles of polnear-train whose speakers are known by name, and from articles in which the statements of
the three actors are marked; half of the time with invented names in place of all that may be meant. What stands in
`model.onnx` stays as it is: see `training.adapters`. The work folder keeps the questions of each file, and the state
after each epoch.
"""

from __future__ import annotations

import argparse
import logging
import pickle
import random
import time
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from tokenizers import Tokenizer

from bot.watcher.find.tagger import Tagger
from bot.watcher.find.tagger.quote_states import quote_states
from bot.watcher.find.tagger.speakers import SpeakerNetwork
from bot.watcher.find.tagger.weights import PACKAGED, PIECES, checked
from training.encoder import use_big_blocks
from training.speaker_network.exercises import renamed, unnamed
from training.speaker_network.network import Speakers, loss_of, row_of, take_up, write
from training.speaker_network.questions import Question, of_actors, of_pages, of_people, of_sentences
from training.tagger.packaged import packaged

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from torch import Tensor

EPOCHS, BATCH, RATE, HEAD_RATE = 2, 12, 3e-4, 1e-3
WARM, END = 0.06, 0.02  # share of the steps in which the rates rise; share of the rates that is left at the end
RENAMED = 0.5  # share of the questions with invented names
EXCHANGED = 0.4  # share of these in which men become women
UNNAMED = 0.25  # share of the questions in which somebody without a name speaks in place of who does
LONGEST = 400  # pieces
STATE = "speakers.pt"  # in the work folder, until all is done
KEPT_OF_NOBODY = 0.5  # share of the questions to which nobody is the answer

log = logging.getLogger("training.speaker_network")


def main() -> None:
    """Ask, teach, write; see --help."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, help="folder of the gold files")
    parser.add_argument("--articles", type=Path, nargs="*", default=[], help="gold files of actors' statements")
    parser.add_argument("--tagger", type=Path, default=PACKAGED, help="folder of the tagger, where the files go")
    parser.add_argument("--work", type=Path, default=Path(__file__).parents[1] / "runs" / "speakers")
    parser.add_argument("--further", action="store_true", help="go on from what the folder's files have learned")
    parser.add_argument(
        "--mean", action="store_true", help="with --further: the mean of what was learned before and now"
    )
    parser.add_argument("--epochs", type=int, default=EPOCHS, help="passes over the questions")
    parser.add_argument("--most", type=int, help="questions of a pass, drawn anew for each; all of them unless given")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--version", default="1", help="stated in the manifest")
    given = parser.parse_args()
    if given.mean and not given.further:
        parser.error("--mean takes --further: the mean with what was never taught is nothing")
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    given.work.mkdir(parents=True, exist_ok=True)
    tagger = Tagger.load(given.tagger)
    questions = list(asked(tagger, given.gold, given.articles, given.work))
    log.info("%d questions", len(questions))
    model = Speakers(packaged(given.tagger))
    if given.further:
        take_up(model, given.tagger)
    before = {name: value.clone() for name, value in model.learned().items()}
    table = Tokenizer.from_file(str(given.tagger / PIECES))
    reader = SpeakerNetwork(given.tagger, table, quote_states, 1)
    torch.set_num_threads(given.threads)
    teach(model, questions, reader, table, given.work / STATE, epochs=given.epochs, most=given.most)
    if given.mean:
        model.load_state_dict(mean(before, model.learned()), strict=False)
    write(model, given.tagger, given.version, checked(given.tagger).weight_bits)
    (given.work / STATE).unlink(missing_ok=True)  # done: the next run teaches anew


def mean(one: Mapping[str, Tensor], other: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The mean of two networks, one taught on from the other: surer than either (Wortsman et al. 2022, WiSE-FT)."""
    return {name: (value + other[name]) / 2 for name, value in one.items()}


def asked(tagger: Tagger, gold: Path, articles: Sequence[Path], work: Path) -> Iterator[Question]:
    """The questions of all files; those of a file that an earlier run has read are taken from the work folder.

    A file that has changed, or another tagger, is read anew; after a change of the stages empty the folder.
    """
    files = [gold / "polnear-train.jsonl", *articles]
    for number, path in enumerate(files):
        read = sha256(path.read_bytes() + tagger.version.encode()).hexdigest()
        kept = work / f"{path.stem}-{read[:12]}.questions"
        if not kept.exists():
            found = of_people(tagger, gold, "train") if number == 0 else of_articles(tagger, [path])
            part = kept.with_suffix(".part")
            part.write_bytes(pickle.dumps(list(found)))
            part.replace(kept)
            log.info("%s: read", path.name)
        yield from pickle.loads(kept.read_bytes())


def of_articles(tagger: Tagger, paths: Sequence[Path]) -> Iterator[Question]:
    """What articles of the actors' statements are asked.

    Of quotations without a name, of sentences beside them, and whose the paragraphs of somebody's own words are.
    """
    yield from of_actors(tagger, paths)
    yield from of_sentences(tagger, paths)
    yield from of_pages(tagger, paths)


def teach(
    model: Speakers,
    questions: Sequence[Question],
    reader: SpeakerNetwork,
    table: Tokenizer,
    state: Path,
    *,
    epochs: int = EPOCHS,
    most: int | None = None,
    seed: int = 1,
) -> None:
    """Teach for some epochs; the last state is gone on with if it is there. `most`: questions of an epoch."""
    use_big_blocks()
    torch.manual_seed(seed)
    groups = [{"params": part, "lr": rate, "peak": rate} for rate, part in groups_of(model)]
    optimizer = torch.optim.AdamW(groups, fused=True)
    saved = torch.load(state, weights_only=True) if state.exists() else {"epochs": 0}
    if "model" in saved:
        model.load_state_dict(saved["model"], strict=False)
        optimizer.load_state_dict(saved["optimizer"])
    for epoch in range(saved["epochs"], epochs):
        chance = random.Random(100 * seed + epoch)  # noqa: S311  (no secret)
        drawn = questions if most is None else chance.sample(questions, min(most, len(questions)))
        batches = _batches(drawn, reader, table, chance)
        _epoch(model, optimizer, batches, epoch, epochs)
        kept = {"model": model.learned(), "optimizer": optimizer.state_dict(), "epochs": epoch + 1}
        torch.save(kept, state)


def groups_of(model: Speakers) -> list[tuple[float, list[torch.nn.Parameter]]]:
    """What learns at which rate, in the model's own order.

    The state of an interrupted run is laid over these by their numbers: in an order that differs between processes, as
    a set has, it would be laid over others, of other sizes.
    """
    head = {*model.read.parameters(), *model.score.parameters()}
    learning = [one for one in model.parameters() if one.requires_grad]
    return [(RATE, [one for one in learning if one not in head]), (HEAD_RATE, [one for one in learning if one in head])]


def _batches(questions: Sequence[Question], reader: SpeakerNetwork, table: Tokenizer, chance: random.Random) -> list:
    rows = []
    for question in questions:
        if question.right[0] and chance.random() >= KEPT_OF_NOBODY:
            continue
        order = list(range(len(question.names)))
        chance.shuffle(order)
        asked = _ordered(question, order)
        if chance.random() < UNNAMED:
            asked = unnamed(asked, chance)
        if chance.random() < RENAMED:
            asked = renamed(asked, chance, is_exchanged=chance.random() < EXCHANGED)
        row = row_of(reader, asked, table)
        if len(row.pieces) <= LONGEST:
            rows.append((row, asked.right))
    rows.sort(key=lambda one: len(one[0].pieces) + 10 * chance.random())
    batches = [rows[start : start + BATCH] for start in range(0, len(rows), BATCH)]
    chance.shuffle(batches)
    return batches


def _ordered(question: Question, order: Sequence[int]) -> Question:
    names = tuple(question.names[place] for place in order)
    right = (question.right[0], *(question.right[1 + place] for place in order))
    return replace(question, names=names, right=right)


def _epoch(model: Speakers, optimizer: torch.optim.Optimizer, batches: list, epoch: int, epochs: int) -> None:
    model.train()
    began, losses = time.monotonic(), []
    for number, batch in enumerate(batches):
        done = (epoch + number / len(batches)) / epochs
        for group in optimizer.param_groups:
            group["lr"] = group["peak"] * min(done / WARM, max(END, (1 - done) / (1 - WARM)))
        loss = loss_of(model([row for row, _ in batch]), [right for _, right in batch])
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_([one for one in model.parameters() if one.requires_grad], 1.0)
        optimizer.step()
        losses.append(loss.item())
        if number % 20 == 0:
            speed = (time.monotonic() - began) / (number + 1)
            log.info(
                "epoch %d batch %d/%d loss %.3f, %.1f s", epoch, number, len(batches), np.mean(losses[-50:]), speed
            )


if __name__ == "__main__":
    main()

"""Rebuilds the tagger's weights: `python -m training.tagger`.

One trunk learns from the gold file for an epoch. From it two branches go on, with the articles too, each with its own
order, masks and dropout. From the mean of their averaged weights two more learn for an epoch at a low rate, now from
the texts held out until then too. The mean of all four is exported, quantised and scored on dev; that of the
branches on the texts held out. Every epoch leaves a checkpoint in the work folder and is skipped when that is there, so
a run that was stopped goes on where it was.

With --large one network of twelve layers learns from all texts for three epochs instead; its checkpoint is renewed
every quarter of an hour. With --teacher the six layers learn in one stretch, from the gold and from what a tagger that
was exported makes of the same texts.
"""

from __future__ import annotations

import argparse
import logging
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from bot.watcher.find.tagger.weights import PACKAGED
from training.encoder import MINILM, MPNET
from training.tagger import gold
from training.tagger.steps import (
    BRANCHES,
    LARGE,
    POLISH,
    STUDENT,
    TRUNK,
    Data,
    encoder_folder,
    finish,
    grow,
    held_out,
    report,
)

REPOSITORY = Path(__file__).parents[2]


def main() -> None:
    """Run all steps; see --help."""
    arguments = _arguments()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    data = Data(
        gold=arguments.train,
        articles=arguments.articles,
        encoder=arguments.large or encoder_folder(),
        work=arguments.work,
        repeats=arguments.repeats,
        held=arguments.held,
        held_articles=arguments.held_articles,
        shape=MPNET if arguments.large else MINILM,
        teacher=arguments.teacher,
    )
    data.work.mkdir(parents=True, exist_ok=True)
    alone = ("large", LARGE) if arguments.large else ("student", STUDENT) if arguments.teacher else None
    if alone:
        if not arguments.as_it_is:
            grow(data, *alone, (), articles=True, held=False)
        finish(data, alone[:1], arguments.out, arguments.version)
    else:
        _grow_small(data, arguments)
    print(report(arguments.out, {"dev": gold.read_gold(arguments.dev)}, arguments.scorer))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    shared = REPOSITORY.parent / "shared" / "gold"
    parser.add_argument("--train", type=Path, default=shared / "polnear-train.jsonl")
    parser.add_argument("--articles", type=Path, default=REPOSITORY / "training" / "articles")
    parser.add_argument(
        "--repeats", type=int, default=2, help="how often an epoch reads each training article (0: none)"
    )
    parser.add_argument("--held", type=int, default=20, help="hold out every n-th gold text to choose by (0: none)")
    parser.add_argument("--held-articles", type=int, default=6, help="the same for the articles")
    parser.add_argument("--dev", type=Path, default=shared / "polnear-dev.jsonl", help="scored at the end")
    parser.add_argument("--scorer", type=Path, default=shared / "score.py")
    parser.add_argument("--out", type=Path, default=PACKAGED, help="where the trained files go")
    parser.add_argument("--version", default="1", help="stated in the manifest")
    parser.add_argument(
        "--work", type=Path, default=REPOSITORY / "training" / "runs" / "tagger", help="folder for checkpoints"
    )
    parser.add_argument("--at-once", type=int, default=2, help="networks that train side by side, a thread each")
    parser.add_argument(
        "--large", type=Path, metavar="FOLDER", help="train the twelve layers of all-mpnet-base-v2, which lies there"
    )
    parser.add_argument(
        "--teacher",
        type=Path,
        metavar="WEIGHTS",
        help="train the six layers on what the tagger whose files lie there says",
    )
    parser.add_argument(
        "--as-it-is",
        action="store_true",
        help="with --large or --teacher: export and score the checkpoint, train nothing",
    )
    return parser.parse_args()


def _grow_small(data: Data, arguments: argparse.Namespace) -> None:
    """Trunk, branches, polish and export of the six layers."""
    grow(data, "trunk", TRUNK, (), articles=False, held=False)
    branches = {f"branch-{recipe.seed}": recipe for recipe in BRANCHES}
    polished = {f"polished-{recipe.seed}": recipe for recipe in POLISH}
    with ProcessPoolExecutor(arguments.at_once, multiprocessing.get_context("spawn"), max_tasks_per_child=1) as pool:
        for names, parents, held in ((branches, ("trunk",), False), (polished, tuple(branches), True)):
            grown = [
                pool.submit(grow, data, name, recipe, parents, articles=True, held=held)
                for name, recipe in names.items()
            ]
            for growing in grown:
                growing.result()
    before = data.work / "branches"
    finish(data, tuple(branches), before, "branches only")
    print(report(before, held_out(data), arguments.scorer))
    finish(data, (*branches, *polished), arguments.out, arguments.version)


if __name__ == "__main__":
    main()

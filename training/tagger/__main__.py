"""Rebuilds the tagger's weights: `python -m training.tagger`.

One trunk learns from the gold file for an epoch. From it several branches go on, with the articles too, each with its
own order, masks and dropout, two at a time. The mean of their averaged weights is exported, quantised and scored on
dev. Every step leaves a checkpoint in the work folder and is skipped when that is complete, so a run that was stopped
goes on where it was.
"""

from __future__ import annotations

import argparse
import logging
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from training.tagger.steps import BRANCH_EPOCHS, TRUNK, Data, encoder_folder, grow
from training.tagger.train import Recipe

REPOSITORY = Path(__file__).parents[2]


def main() -> None:
    """Run all steps; see --help."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    shared = REPOSITORY.parent / "shared" / "gold"
    parser.add_argument("--train", type=Path, default=shared / "polnear-train.jsonl")
    parser.add_argument("--articles", type=Path, default=REPOSITORY / "training" / "articles")
    parser.add_argument(
        "--repeats", type=int, default=2, help="how often an epoch reads each training article (0: none)"
    )
    parser.add_argument("--held", type=int, default=20, help="hold out every n-th gold text to choose by (0: none)")
    parser.add_argument("--held-articles", type=int, default=6, help="the same for the articles")
    parser.add_argument("--work", type=Path, default=REPOSITORY / ".training" / "tagger", help="folder for checkpoints")
    parser.add_argument("--seeds", type=int, default=4, help="branches to train")
    parser.add_argument("--at-once", type=int, default=2, help="branches that train side by side, a thread each")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    data = Data(
        gold=arguments.train,
        articles=arguments.articles,
        encoder=encoder_folder(),
        work=arguments.work,
        repeats=arguments.repeats,
        held=arguments.held,
        held_articles=arguments.held_articles,
    )
    data.work.mkdir(parents=True, exist_ok=True)
    grow(data, "trunk", TRUNK)
    with ProcessPoolExecutor(arguments.at_once, multiprocessing.get_context("spawn"), max_tasks_per_child=1) as pool:
        branches = [
            pool.submit(grow, data, f"branch-{seed}", Recipe(seed=seed, epochs=BRANCH_EPOCHS))
            for seed in range(2, 2 + arguments.seeds)
        ]
        for branch in branches:
            branch.result()


if __name__ == "__main__":
    main()

"""Rebuilds the tagger's weights: `python -m training.tagger BASE`.

A network on the twelve layers of all-mpnet-base-v2, whose folder BASE is, learns from the gold file and the articles
for three epochs. Its checkpoint is renewed every quarter of an hour, and a run that was stopped goes on where it was.
The moving average of its weights is exported, quantised and scored on dev.

With --teacher six layers of MiniLM learn, from the gold and from what an exported tagger makes of the same texts.
"""

from __future__ import annotations

import argparse
import logging
from pathlib import Path

from bot.watcher.find.tagger.weights import PACKAGED
from training.encoder import MINILM, MPNET
from training.tagger import gold
from training.tagger.steps import LARGE, STUDENT, Data, encoder_folder, finish, grow, report

REPOSITORY = Path(__file__).parents[2]


def main() -> None:
    """Run all steps; see --help."""
    arguments = _arguments()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    data = Data(
        gold=arguments.train,
        articles=arguments.articles,
        encoder=encoder_folder() if arguments.teacher else arguments.base,
        work=arguments.work,
        repeats=arguments.repeats,
        shape=MINILM if arguments.teacher else MPNET,
        teacher=arguments.teacher,
    )
    data.work.mkdir(parents=True, exist_ok=True)
    name, recipe = ("student", STUDENT) if arguments.teacher else ("large", LARGE)
    if not arguments.as_it_is:
        grow(data, name, recipe)
    finish(data, name, arguments.out, arguments.version)
    print(report(arguments.out, gold.read_gold(arguments.dev), arguments.scorer))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    shared = REPOSITORY.parent / "shared" / "gold"
    parser.add_argument(
        "base", type=Path, nargs="?", help="folder of all-mpnet-base-v2: model.safetensors and tokenizer.json"
    )
    parser.add_argument("--train", type=Path, default=shared / "polnear-train.jsonl")
    parser.add_argument("--articles", type=Path, default=REPOSITORY / "training" / "articles")
    parser.add_argument(
        "--repeats", type=int, default=2, help="how often an epoch reads each training article (0: none)"
    )
    parser.add_argument("--dev", type=Path, default=shared / "polnear-dev.jsonl", help="scored at the end")
    parser.add_argument("--scorer", type=Path, default=shared / "score.py")
    parser.add_argument("--out", type=Path, default=PACKAGED, help="where the trained files go")
    parser.add_argument("--version", default="1", help="stated in the manifest")
    parser.add_argument(
        "--work", type=Path, default=REPOSITORY / "training" / "runs" / "tagger", help="folder for checkpoints"
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
        help="export and score the checkpoint, train nothing",
    )
    given = parser.parse_args()
    if given.base is None and given.teacher is None:
        parser.error("name the folder of all-mpnet-base-v2, or a --teacher")
    return given


if __name__ == "__main__":
    main()

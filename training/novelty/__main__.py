"""Rebuild the weights: lessons → cross-encoder → int8 ONNX → calibration → scores."""

from __future__ import annotations

import argparse
import json
import logging
import random
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from bot.novelty.encoder import WEIGHTS_FOLDER, Encoder
from training.novelty.calibrate import fitted, gold_labels, sure_threshold, write_calibration
from training.novelty.export import small_base, write_manifest, write_model, write_vectors
from training.novelty.lessons import READ, WRITTEN, of_pairs, of_public, of_read, of_written
from training.novelty.pairs import Multiplier
from training.novelty.reports import Reports, parted_reports, read_reports
from training.novelty.roles import role_pairs
from training.novelty.seeds import parted, read_seeds
from training.novelty.train import Batcher, Pass, Settings, load_tokenizer, train
from training.novelty.vocabulary import pruned_tokenizer

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

    from training.novelty.lessons import Lesson
    from training.novelty.reports import Report

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
GOLD = SHARED / "gold"
_HELD_ONE_IN = 8
_DRAWN_OF_SEED = 0.6  # of the usual number of pairs
_SAMPLES = 64  # pairs on which the export sees what stands out
_SURELY_MERGED = 0.001  # of real nearest pairs in two articles, half of which turned out to be one remark

log = logging.getLogger("training.novelty")


class Lessons:
    """All that there is to learn from, drawn anew for each pass."""

    def __init__(self, gold: Path, public: Path, more_seeds: Path) -> None:
        seeds = read_seeds() + (read_seeds(more_seeds) if more_seeds.is_dir() else [])
        self._seeds, _ = parted(seeds, _HELD_ONE_IN)
        self._gold, self._public = gold, public
        path = gold / "polnear-train.jsonl"
        reports, self.held_reports = parted_reports(read_reports(path) if path.is_file() else [], _HELD_ONE_IN)
        judged = gold / "pairs-news-dev.jsonl"
        rows = judged.read_text(encoding="utf-8").splitlines() if judged.is_file() else []
        seen = {json.loads(line)[side]["text"] for line in rows for side in ("a", "b")}
        self._reports = [one for one in reports if one.text not in seen]

    def seeds(self, number: int, seed: int) -> list[Lesson]:
        """Draw pairs of invented statements."""
        rng = _rng(seed)
        return of_pairs(Multiplier(self._seeds, rng, per_seed=_DRAWN_OF_SEED).pairs()[:number], rng)

    def public(self, seed: int) -> list[Lesson]:
        """Draw from the public sets."""
        drawn = of_public(self._public, _rng(seed))
        _rng(seed).shuffle(drawn)
        return drawn

    def reports(self, number: int, seed: int) -> list[Lesson]:
        """Draw pairs of so many real reports."""
        return of_pairs(Reports(self._reports).pairs(_rng(seed), number=number), _rng(seed))

    def written(self) -> list[Lesson]:
        """Read the pairs that people wrote."""
        files = [self._gold / "pairs-train.jsonl", *sorted(WRITTEN.glob("*.jsonl"))]
        return [lesson for path in files for lesson in of_written(path, self._judging())]

    def read(self) -> list[Lesson]:
        """Read the real pairs that people labelled."""
        labelled = of_written(self._gold / "pairs-news-train.jsonl", [self._gold / "pairs-news-dev.jsonl"])
        return labelled + of_read(READ, self._gold / "polnear-train.jsonl")

    def roles(self, number: int, seed: int) -> list[Lesson]:
        """Draw pairs in which who did it to whom is turned, or said otherwise."""
        return of_pairs(role_pairs(_rng(seed), number), _rng(seed))

    def _judging(self) -> list[Path]:
        return [self._gold / name for name in ("pairs-dev.jsonl", "pairs-dev2.jsonl")]


def passes(lessons: Lessons) -> list[Pass]:
    """Give what is learned, in its order: what resembles the task from afar first."""
    written, read = lessons.written(), lessons.read()
    return [
        Pass("public and seeds", lessons.public(1) + lessons.seeds(5500, 11)),
        Pass("written and real", written * 2 + read * 2 + lessons.reports(900, 3) + lessons.seeds(1200, 12)),
        Pass("all again", lessons.seeds(6000, 13) + written + read * 2 + lessons.reports(700, 5)),
        Pass(
            "with roles",
            lessons.seeds(7500, 14)
            + lessons.public(40)[:1500]
            + written
            + read * 2
            + lessons.reports(900, 7)
            + lessons.roles(900, 41),
        ),
    ]


def main() -> None:
    """Run all steps; what an earlier run finished in the work folder is not done again."""
    given = _arguments()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    given.work.mkdir(parents=True, exist_ok=True)
    given.out.mkdir(parents=True, exist_ok=True)
    lessons = Lessons(given.gold, given.public, given.more_seeds)
    kept = pruned_tokenizer(small_base() / "tokenizer.json", given.out / "tokenizer.json")
    tokenizer = load_tokenizer(given.out / "tokenizer.json")
    settings = Settings(threads=given.threads)
    model = train(given.base, passes(lessons), settings, tokenizer=tokenizer, work=given.work)
    batcher = Batcher(tokenizer)
    samples = [(batcher.pieces(one.a), batcher.pieces(one.b)) for one in lessons.written()[:_SAMPLES]]
    write_model(model, batcher, samples, given.out)
    write_vectors(batcher, kept, read_seeds(), given.out / "words.npz")
    facts = calibrate(given.gold / "pairs-dev.jsonl", lessons.held_reports, given.out, given.threads)
    write_manifest(given.out, facts)
    log.info("%s", json.dumps(facts))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training.novelty", description=__doc__)
    parser.add_argument("base", type=Path, help="folder of all-mpnet-base-v2: model.safetensors and tokenizer.json")
    work = ROOT / "build" / "novelty"
    parser.add_argument("--work", type=Path, default=work, help="folder for the state of the training")
    parser.add_argument("--out", type=Path, default=WEIGHTS_FOLDER, help="folder for the weights")
    parser.add_argument("--gold", type=Path, default=GOLD, help="folder of the gold pairs and reports")
    parser.add_argument("--public", type=Path, default=SHARED / "corpora" / "pairs", help="folder of the public pairs")
    seeds = SHARED / "spike" / "novelty" / "seeds"
    parser.add_argument("--more-seeds", type=Path, default=seeds, help="a second folder of seeds, used if it is there")
    parser.add_argument("--threads", type=int, default=Settings().threads)
    return parser.parse_args()


def calibrate(gold: Path, held: Sequence[Report], out: Path, threads: int) -> dict[str, object]:
    """Fit three numbers on gold pairs, and what is sure on held-out reports; write both, and give the figures.

    Args:
        gold: the pairs.
        held: reports of articles that the network has not seen.
        out: the folder with the network.
        threads: that the network may use.

    """
    encoder = Encoder.load(out, threads)
    rows = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]
    texts = [(one.a, one.b) for one in of_written(gold)]
    calibration = fitted(_both_orders(encoder, texts), gold_labels(rows))
    pairs = [pair for pair in Reports(held).pairs(_rng(7), number=len(held)) if pair.rule == "report near"]
    near = of_pairs(pairs, _rng(13))
    same = calibration.probabilities(_both_orders(encoder, [(one.a, one.b) for one in near]))[:, 0]
    calibration = replace(calibration, sure_at=sure_threshold(same, _SURELY_MERGED))
    write_calibration(out / "calibration.json", calibration)
    return {"held_out_pairs_of_reports": len(near), "merged_of_these": round(float((same >= 0.5).mean()), 4)}  # noqa: PLR2004


def _both_orders(encoder: Encoder, texts: Sequence[tuple[str, str]]) -> np.ndarray:
    there, back = encoder.logits(texts), encoder.logits([(b, a) for a, b in texts])
    mean: np.ndarray = (there + back) / 2
    return mean


def _rng(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - lessons


if __name__ == "__main__":
    main()

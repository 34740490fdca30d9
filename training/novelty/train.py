"""Fine-tune the cross-encoder, one pass after another over lessons of rising worth."""

from __future__ import annotations

import logging
import os
import random
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from tokenizers import Tokenizer
from torch.nn import functional

from bot.novelty.thresholds import LONGEST_READ
from training.encoder import MINILM, MPNET, mixed_precision, use_big_blocks
from training.novelty.network import CrossEncoder, batch, rows_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from training.novelty.lessons import Lesson

log = logging.getLogger(__name__)
_EVEN = 0.5
_WARM_UP, _END = 0.06, 0.02  # share of a pass in which the rates rise; share of the rates that is left at its end


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How to train."""

    seed: int = 1
    batch: int = 32
    rate: float = 4e-5
    head_rate: float = 5e-4  # in the first pass; then twice that of the layers
    layer_decay: float = 0.95  # of the rate, from each layer to the one under it
    frozen: int = 4  # layers that keep what they were published with
    smoothing: float = 0.05
    says_weight: float = 0.5  # of what follows from what, beside the relation
    longest: int = 96  # word pieces of one text that are read in training
    saved_every: float = 300.0  # seconds
    threads: int = 1


@dataclass(frozen=True, slots=True)
class Pass:
    """Lessons that are read once, in a schedule of their own."""

    name: str
    lessons: Sequence[Lesson]


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
    longest: int = LONGEST_READ

    def pieces(self, text: str) -> list[int]:
        """Give the ids of a text that is in the normal form."""
        return list(self.tokenizer.encode(text, add_special_tokens=False).ids[: self.longest])

    def __call__(self, pairs: Sequence[tuple[list[int], list[int]]]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Give ids, segments and mask."""
        return batch(pairs, self.tokenizer.token_to_id("[CLS]"), self.tokenizer.token_to_id("[SEP]"))


def fresh_model(base: Path, tokenizer: Tokenizer, dropout: float = 0.1) -> CrossEncoder:
    """Give the network with the weights of a published encoder, the pieces of the tokenizer, and new heads."""
    full = Tokenizer.from_file(str(base / "tokenizer.json")).get_vocab()
    large = "<s>" in full
    model = CrossEncoder(len(full), dropout, MPNET if large else MINILM)
    model.load_pretrained(base / "model.safetensors")
    pieces = sorted(tokenizer.get_vocab().items(), key=lambda row: row[1])
    model.keep_pieces(rows_of([piece for piece, _ in pieces], full))
    return model


def train(base: Path, passes: Sequence[Pass], settings: Settings, *, tokenizer: Tokenizer, work: Path) -> CrossEncoder:
    """Train, and keep the state in `work` every few minutes: a training that was interrupted goes on from there.

    Args:
        base: the folder of a published encoder: model.safetensors and tokenizer.json.
        passes: what is learned, in this order.
        settings: how to train.
        tokenizer: the pruned word pieces.
        work: a folder for the state.

    """
    use_big_blocks()
    torch.set_num_threads(settings.threads)
    torch.manual_seed(settings.seed)
    model = fresh_model(base, tokenizer)
    model.freeze(settings.frozen)
    state = work / "state.pt"
    saved = torch.load(state, weights_only=True) if state.exists() else {"passes": 0, "batches": 0}
    if "model" in saved:
        model.load_state_dict(saved["model"])
        log.info("goes on after pass %d, batch %d", saved["passes"], saved["batches"])
    for number, one in enumerate(passes):
        if number >= saved["passes"]:
            begun = saved if number == saved["passes"] and "optimizer" in saved else None
            _run(
                model,
                one,
                settings,
                number=number,
                begun=begun,
                batcher=Batcher(tokenizer, settings.longest),
                work=work,
            )
    return model


def _run(
    model: CrossEncoder, one: Pass, settings: Settings, *, number: int, begun: dict | None, batcher: Batcher, work: Path
) -> None:
    """Run one pass on a schedule on which the rates first rise, then fall."""
    batches = _batches(one.lessons, settings, batcher, random.Random(settings.seed * 1000 + number))  # noqa: S311
    optimizer = _optimizer(model, settings, first=number == 0)
    done = 0
    if begun is not None:
        optimizer.load_state_dict(begun["optimizer"])
        done = begun["batches"]
    model.train()
    started, kept, losses = time.monotonic(), time.monotonic(), []
    for place, rows in enumerate(batches[done:], done + 1):
        share = place / len(batches)
        factor = min(share / _WARM_UP, max(_END, (1 - share) / (1 - _WARM_UP)))
        for group in optimizer.param_groups:
            group["lr"] = group["peak"] * factor
        losses.append(_step(model, optimizer, rows, settings, batcher))
        if place % 20 == 0:
            speed = (time.monotonic() - started) / (place - done)
            log.info(
                "%s: batch %d of %d, loss %.3f, %.1f s a batch",
                one.name,
                place,
                len(batches),
                np.mean(losses[-50:]),
                speed,
            )
        if time.monotonic() - kept > settings.saved_every:
            _save(work / "state.pt", model, optimizer, passes=number, batches=place)
            kept = time.monotonic()
    _save(work / f"pass-{number + 1}.pt", model, None, passes=number + 1, batches=0)
    _save(work / "state.pt", model, None, passes=number + 1, batches=0)


def _save(
    path: Path, model: CrossEncoder, optimizer: torch.optim.Optimizer | None, *, passes: int, batches: int
) -> None:
    """Write the state whole or not at all."""
    state = {"model": model.state_dict(), "passes": passes, "batches": batches}
    if optimizer is not None:
        state["optimizer"] = optimizer.state_dict()
    torch.save(state, path.with_suffix(".new"))
    os.replace(path.with_suffix(".new"), path)  # noqa: PTH105 - atomic


def _batches(
    lessons: Sequence[Lesson], settings: Settings, batcher: Batcher, rng: random.Random
) -> list[list[tuple[Lesson, tuple[list[int], list[int]]]]]:
    """Turn every second lesson round, and put those of like length together."""
    turned = [lesson if rng.random() < _EVEN else lesson.turned() for lesson in lessons]
    rows = [(lesson, (batcher.pieces(lesson.a), batcher.pieces(lesson.b))) for lesson in turned]
    log.info("%d lessons, %.1f pieces each", len(rows), np.mean([len(a) + len(b) + 3 for _, (a, b) in rows]))
    rows.sort(key=lambda row: len(row[1][0]) + len(row[1][1]) + rng.random() * 8)
    batches = [rows[start : start + settings.batch] for start in range(0, len(rows), settings.batch)]
    rng.shuffle(batches)
    return batches


def _step(
    model: CrossEncoder,
    optimizer: torch.optim.Optimizer,
    rows: Sequence[tuple[Lesson, tuple[list[int], list[int]]]],
    settings: Settings,
    batcher: Batcher,
) -> float:
    with mixed_precision():
        relation, says = model(*batcher([pieces for _, pieces in rows]))
    weights = torch.tensor([lesson.weight for lesson, _ in rows])
    wanted = torch.tensor([lesson.relation for lesson, _ in rows], dtype=torch.float32)
    loss = functional.cross_entropy(relation.float(), wanted, label_smoothing=settings.smoothing, reduction="none")
    loss = (loss * weights).sum() / weights.sum()
    known = torch.tensor([[value is not None for value in lesson.says] for lesson, _ in rows])
    if known.any():
        truth = torch.tensor([[value or 0.0 for value in lesson.says] for lesson, _ in rows], dtype=torch.float32)
        loss = loss + settings.says_weight * functional.binary_cross_entropy_with_logits(
            says.float()[known], truth[known]
        )
    optimizer.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    return loss.item()


def _optimizer(model: CrossEncoder, settings: Settings, *, first: bool) -> torch.optim.Optimizer:
    """Give AdamW with a rate for each layer, the lower the slower, and one for the head."""
    groups: dict[float, list[torch.nn.Parameter]] = {}
    for name, parameter in model.named_parameters():
        if not parameter.requires_grad:
            continue
        if name.startswith(("head", "classify", "says")):
            rate = settings.head_rate if first else 2 * settings.rate
        else:
            depth = int(name.split(".")[1]) if name.startswith("layers") else -1
            rate = settings.rate * settings.layer_decay ** (len(model.layers) - 1 - depth)
        groups.setdefault(rate, []).append(parameter)
    return torch.optim.AdamW(
        [{"params": found, "lr": rate, "peak": rate} for rate, found in groups.items()], weight_decay=0.01, fused=True
    )


def logits(
    model: CrossEncoder, batcher: Batcher, pairs: Sequence[tuple[list[int], list[int]]]
) -> tuple[np.ndarray, np.ndarray]:
    """Give the mean logits of both orders, [pairs, 3] each; see `CrossEncoder`."""
    model.eval()
    order = sorted(range(len(pairs)), key=lambda index: len(pairs[index][0]) + len(pairs[index][1]))
    relations, says = np.zeros((len(pairs), 3)), np.zeros((len(pairs), 3))
    with torch.no_grad(), mixed_precision():
        for start in range(0, len(pairs), 32):
            rows = order[start : start + 32]
            there = model(*batcher([pairs[row] for row in rows]))
            back = model(*batcher([pairs[row][::-1] for row in rows]))
            relations[rows] = ((there[0] + back[0]) / 2).float().numpy()
            says[rows] = ((there[1] + back[1][:, [1, 0, 2]]) / 2).float().numpy()
    return relations, says

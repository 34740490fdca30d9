"""The training itself: windows, loss, a moving average of the weights, checkpoints."""

from __future__ import annotations

import logging
import random
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch.nn import functional

from bot.watcher.find.tagger import crf
from bot.watcher.find.tagger.encoded import windows
from bot.watcher.find.tagger.link import CONTENT_CUE, CONTENT_SOURCE, CUE_SOURCE, Pairs, candidates
from training.encoder import mixed_precision
from training.tagger.checkpoint import Place, halved, restore, save, write
from training.tagger.network import marginals

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path
    from typing import TypeAlias

    from numpy.typing import NDArray
    from torch import Tensor

    from training.tagger.gold import Example
    from training.tagger.lesson import Lesson
    from training.tagger.network import Network

    Window: TypeAlias = tuple[Example, int, int]
    Range: TypeAlias = tuple[int, int]

WINDOW = 254
"""Pieces in a window, without the two that frame it."""
_LOG_EVERY = 20

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How one stretch of training is run.

    `warm`: share of the steps in which the rate rises; `decay`: whether it then falls to nothing. `layer_decay`: factor
    on the rate from one encoder layer to the one below. `masked`: share of the pieces hidden from the network.
    `average`: weight of the past in the moving average of the weights. `taught`: share of the teacher, where the texts
    have lessons. `save_every`: seconds between checkpoints within an epoch, 0 for none; `keep_epochs`: whether the
    average after each epoch gets a file of its own.
    """

    seed: int
    epochs: int
    warm: float = 0.0
    decay: bool = True
    threads: int = 1
    batch: int = 8
    rate: float = 3e-4
    head_rate: float = 1e-3
    single_rate: float = 1e-2
    layer_decay: float = 0.9
    weight_decay: float = 0.01
    dropout: float = 0.1
    masked: float = 0.05
    link_weight: float = 0.3
    all_weight: float = 0.2
    average: float = 0.998
    taught: float = 0
    save_every: float = 0
    keep_epochs: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Ids of the pieces with a meaning of their own."""

    begin: int
    end: int
    mask: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Windows side by side; b windows of at most t pieces and n words."""

    inputs: tuple[Tensor, Tensor, Tensor, Tensor, Tensor]
    """pieces, quote, case, line, mask; (b, t)"""
    first_piece: Tensor
    """(b, n) where each word's first piece is"""
    real: Tensor
    labels: Tensor
    all_labels: Tensor


def train(
    network: Network,
    averaged: Network,
    texts: Sequence[Example],
    recipe: Recipe,
    frame: Frame,
    checkpoint: Path,
) -> None:
    """Train for `recipe.epochs`, going on from `checkpoint` if it is there.

    Args:
        network: changed in place.
        averaged: takes the moving average of the weights.
        texts: what to learn from; one that stands there twice is read twice an epoch.
        recipe: how.
        frame: of the piece table.
        checkpoint: written after each epoch, and within it every `recipe.save_every` seconds.

    """
    torch.set_num_threads(recipe.threads)
    torch.set_flush_denormal(True)
    torch.manual_seed(recipe.seed)
    optimizer, rates = _optimizer(network, recipe)
    place = restore(checkpoint, (network, averaged), optimizer)
    # Other epochs cut the windows elsewhere and have a few batches more or less.
    per_epoch = len(_batches(texts, recipe.batch, random.Random(recipe.seed)))  # noqa: S311  (an order, no secret)
    network.train()
    saved = time.monotonic()
    for epoch in range(place.epoch, recipe.epochs):
        batches = _batches(texts, recipe.batch, random.Random(1000 * recipe.seed + epoch))  # noqa: S311
        progress = _Progress(recipe.seed, epoch, len(batches))
        for number in range(place.batch if epoch == place.epoch else 0, len(batches)):
            step = epoch * per_epoch + number
            factor = _rate_factor(min(step / (per_epoch * recipe.epochs), 1.0), recipe)
            for group, rate in zip(optimizer.param_groups, rates, strict=True):
                group["lr"] = rate * factor
            # Of its own for each batch, so that a training that goes on hides what it would have hidden.
            chance = np.random.default_rng((recipe.seed, epoch, number))
            batch = collate(batches[number], frame, recipe.masked, chance)
            progress.add(number, _step(network, optimizer, (batches[number], batch), recipe))
            keep = min(recipe.average, (step + 1) / (step + 11)) if recipe.warm else recipe.average
            _average(averaged, network, keep)
            if recipe.save_every and time.monotonic() - saved > recipe.save_every:
                save(checkpoint, (network, averaged), optimizer, Place(epoch=epoch, batch=number + 1))
                saved = time.monotonic()
        save(checkpoint, (network, averaged), optimizer, Place(epoch=epoch + 1))
        saved = time.monotonic()
        if recipe.keep_epochs:
            write(checkpoint.with_stem(f"{checkpoint.stem}-epoch-{epoch + 1}"), {"averaged": halved(averaged)})


class _Progress:
    """Logs mean losses since the epoch or the process began, every so many batches."""

    def __init__(self, seed: int, epoch: int, batches: int) -> None:
        self._place = seed, epoch + 1, batches
        self._sums, self._count, self._began = np.zeros(3), 0, time.monotonic()

    def add(self, number: int, losses: Sequence[float]) -> None:
        self._sums += losses
        self._count += 1
        if (number + 1) % _LOG_EVERY == 0:
            seed, epoch, batches = self._place
            log.info(
                "seed %d epoch %d step %d/%d: tags %.4f links %.4f all %.4f, %.2f s a step",
                seed,
                epoch,
                number + 1,
                batches,
                *self._sums / self._count,
                (time.monotonic() - self._began) / self._count,
            )


def _step(
    network: Network, optimizer: torch.optim.Optimizer, batch: tuple[Sequence[Window], Batch], recipe: Recipe
) -> list[float]:
    """Learn from one batch, its windows and what `collate` made of them; gives the three losses."""
    losses = _losses(network, *batch, recipe.taught)
    loss = losses[0] + recipe.link_weight * losses[1] + recipe.all_weight * losses[2]
    optimizer.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_([p for p in network.parameters() if p.requires_grad], 1.0)
    optimizer.step()
    return [value.item() for value in losses]


def collate(batch: Sequence[Window], frame: Frame, masked: float, chance: np.random.Generator) -> Batch:
    """Lay windows side by side, hiding a share of their pieces."""
    rows = []
    for text, first, last in batch:
        encoded = text.encoded
        begin, end = encoded.starts[first], encoded.starts[last]
        rows.append((encoded.pieces[begin:end], encoded.starts[first:last] - begin + 1))
    pieces_most = max(len(pieces) for pieces, _ in rows) + 2
    words_most = max(2, *(len(starts) for _, starts in rows))
    shape = (len(batch), pieces_most)
    pieces, quote, case, line = (np.zeros(shape, np.int64) for _ in range(4))
    mask = np.zeros(shape, bool)
    first_piece, labels, all_labels = (np.zeros((len(batch), words_most), np.int64) for _ in range(3))
    real = np.zeros((len(batch), words_most), bool)
    for row, ((text, first, last), (ids, starts)) in enumerate(zip(batch, rows, strict=True)):
        count = len(ids)
        pieces[row, : count + 2] = [frame.begin, *np.where(chance.random(count) < masked, frame.mask, ids), frame.end]
        mask[row, : count + 2] = True
        lengths = np.diff(np.append(starts, count + 1))
        quote[row, 1 : count + 1] = np.repeat(text.encoded.quote[first:last], lengths)
        case[row, 1 : count + 1] = np.repeat(text.encoded.case[first:last], lengths)
        line[row, starts] = text.encoded.line[first:last]
        words = last - first
        first_piece[row, :words] = starts
        real[row, :words] = True
        labels[row, :words] = _cut_labels(text.labels[first:last])
        all_labels[row, :words] = _cut_labels(text.all_labels[first:last])
    return Batch(
        inputs=tuple(map(torch.from_numpy, (pieces, quote, case, line, mask))),  # type: ignore[arg-type]
        first_piece=torch.from_numpy(first_piece),
        real=torch.from_numpy(real),
        labels=torch.from_numpy(labels),
        all_labels=torch.from_numpy(all_labels),
    )


def _cut_labels(labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """A span that the window cuts begins where the window does."""
    if labels[0] in (crf.CONTENT + 1, crf.CUE + 1, crf.SOURCE + 1):
        labels = labels.copy()
        labels[0] -= 1
    return labels


def _batches(texts: Sequence[Example], size: int, shuffle: random.Random) -> list[list[Window]]:
    """Windows cut at new places, batched by like length, in random order."""
    found = [
        (text, first, last)
        for text in texts
        for first, last in windows(text.encoded.starts, WINDOW, WINDOW, shuffle.randrange(1, WINDOW))
    ]
    shuffle.shuffle(found)
    found.sort(key=lambda window: window[0].encoded.starts[window[2]] - window[0].encoded.starts[window[1]])
    batches = [found[i : i + size] for i in range(0, len(found), size)]
    shuffle.shuffle(batches)
    return batches


def _losses(
    network: Network, batch_windows: Sequence[Window], batch: Batch, taught: float
) -> tuple[Tensor, Tensor, Tensor]:
    with mixed_precision():
        pieces = network(*batch.inputs)
    hidden = pieces.float().gather(1, batch.first_piece[..., None].expand(-1, -1, pieces.shape[2]))
    words = batch.real.sum()
    wanted = (_taught_chain(batch_windows, batch.real), taught) if taught else None
    tags = network.chain_loss(network.emissions(hidden), batch.labels, batch.real, wanted).sum() / words
    everything = functional.cross_entropy(network.all_emissions(hidden)[batch.real], batch.all_labels[batch.real])
    links = _link_losses(network, batch_windows, hidden, taught)
    return tags, links.mean() if len(links) else tags.new_zeros(()), everything


def _taught_chain(batch_windows: Sequence[Window], real: Tensor) -> tuple[Tensor, Tensor]:
    """What the teacher's chain makes of the words of each window."""
    lessons = [_lesson(text) for text, _, _ in batch_windows]
    emissions = torch.zeros(*real.shape, len(crf.LABELS))
    for row, ((_, first, last), lesson) in enumerate(zip(batch_windows, lessons, strict=True)):
        emissions[row, : last - first] = torch.from_numpy(lesson.emissions[first:last])
    return marginals(emissions, *lessons[0].teacher.chain(), real)


def _lesson(text: Example) -> Lesson:
    assert text.lesson is not None, f"{text.id}: no lesson, though the recipe has a share for the teacher"
    return text.lesson


def _link_losses(network: Network, batch_windows: Sequence[Window], hidden: Tensor, taught: float) -> Tensor:
    """The loss of each link that lies within its window; `hidden` is (windows, words, hidden)."""
    found = [hidden.new_zeros(0)]
    for relation in (CONTENT_CUE, CUE_SOURCE, CONTENT_SOURCE):
        lefts, rights, pairs, wanted, soft = [], [], [], [], []
        for row, window in enumerate(batch_windows):
            left, right, target = _links(window, relation)
            if len(left) and len(right):
                shift = row * hidden.shape[1] - window[1]
                pairs.append((candidates(left, right, window[0].encoded), sum(map(len, lefts)), sum(map(len, rights))))
                wanted.append(target)
                if taught:
                    soft.append(_lesson(window[0]).links(relation, left, right, pairs[-1][0]))
                lefts.append(left + shift)
                rights.append(right + shift)
        if not pairs:
            continue
        flat = hidden.flatten(0, 1)
        vectors = [flat[torch.from_numpy(np.concatenate(spans))] for spans in (lefts, rights)]
        joined, column = _join(pairs)
        grid = _grid(*network.link_scores(relation, vectors[0], vectors[1], joined), joined, column)
        target = functional.one_hot(torch.from_numpy(np.concatenate(wanted) + 1), grid.shape[1]).float()
        if taught:
            said = (torch.from_numpy(np.concatenate(part)) for part in zip(*soft, strict=True))
            target = (1 - taught) * target + taught * _grid(*said, joined, column).softmax(1)
        found.append(functional.cross_entropy(grid, target, reduction="none"))
    return torch.cat(found)


def _grid(score: Tensor, none: Tensor, pairs: Pairs, column: NDArray[np.int64]) -> Tensor:
    """Scores of each left span, a row: first that of none, then those of the right spans of its window."""
    grid = torch.full((len(none), 1 + int(column.max())), crf.FORBIDDEN)
    grid = grid.index_put((torch.from_numpy(pairs.left), torch.from_numpy(column)), score)
    return torch.cat([none[:, None], grid], 1)


def _links(window: Window, relation: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Left spans, right spans and for each left one the row of its right one, -1 for none; all within the window."""
    text, first, last = window

    def inside(spans: Iterable[Range | None]) -> list[Range]:
        return sorted({span for span in spans if span is not None and first <= span[0] and span[1] < last})

    if relation == CONTENT_CUE:
        links = text.cue_of
        right = inside([*text.cue_of.values(), *text.source_of_cue])
    else:
        links = text.source_of_cue if relation == CUE_SOURCE else text.source_of_content
        right = inside([*text.source_of_cue.values(), *text.source_of_content.values()])
    place: dict[Range | None, int] = {span: number for number, span in enumerate(right)}
    place[None] = -1
    left = [span for span in inside(links) if links[span] in place]
    wanted = np.array([place[links[span]] for span in left], np.int64)
    return np.array(left, np.int64), np.array(right, np.int64), wanted


def _join(parts: Sequence[tuple[Pairs, int, int]]) -> tuple[Pairs, NDArray[np.int64]]:
    """One list of pairs out of several, each with shifts for its spans; and the unshifted right spans."""
    column = np.concatenate([pairs.right for pairs, _, _ in parts])
    joined = Pairs(
        left=np.concatenate([pairs.left + shift for pairs, shift, _ in parts]),
        right=np.concatenate([pairs.right + shift for pairs, _, shift in parts]),
        distance=np.concatenate([pairs.distance for pairs, _, _ in parts]),
        side=np.concatenate([pairs.side for pairs, _, _ in parts]),
        between=np.concatenate([pairs.between for pairs, _, _ in parts]),
        paragraphs=np.concatenate([pairs.paragraphs for pairs, _, _ in parts]),
        sentences=np.concatenate([pairs.sentences for pairs, _, _ in parts]),
    )
    return joined, column


def _optimizer(network: Network, recipe: Recipe) -> tuple[torch.optim.Optimizer, list[float]]:
    """AdamW, with a rate of its own for each encoder layer, the heads and the single weights of the linker."""
    heads = {"emissions", "all_emissions", "link", "quote", "case", "line"}
    groups: dict[float, list[Tensor]] = {}
    for name, parameter in network.named_parameters():
        if not parameter.requires_grad:
            continue
        top, _, rest = name.partition(".")
        if not rest:
            rate = recipe.single_rate
        elif top in heads:
            rate = recipe.head_rate
        else:
            depth = int(rest.partition(".")[0]) if top == "layers" else -1
            rate = recipe.rate * recipe.layer_decay ** (network.shape.layers - 1 - depth)
        groups.setdefault(rate, []).append(parameter)
    # A list, since the optimizer overwrites the rates of its groups.
    rates = sorted(groups)
    optimizer = torch.optim.AdamW(
        [{"params": groups[rate], "lr": rate} for rate in rates], weight_decay=recipe.weight_decay, fused=True
    )
    return optimizer, rates


def _rate_factor(progress: float, recipe: Recipe) -> float:
    rise = min(1.0, progress / recipe.warm) if recipe.warm else 1.0
    return rise * (max(0.0, 1 - progress) if recipe.decay else 1.0)


def _average(averaged: Network, network: Network, keep: float) -> None:
    old, new = ([p for p in weights.parameters() if p.requires_grad] for weights in (averaged, network))
    with torch.no_grad():
        torch._foreach_lerp_(old, new, 1 - keep)

"""The way of a thing through the bot, as blocks of a reply: a block for each step, with what decided it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core.model import HANDED_OVER, DeliveryState, FeedbackKind, FetchOutcome, ItemState, Novelty
from bot.core.outcomes import Outcome
from bot.rules.outages import cause_of
from bot.rules.outcomes import delivery_outcome
from handlers import limits
from handlers.render.pieces.costs import cost
from handlers.render.pieces.lengths import count, short
from handlers.render.pieces.links import article_link
from handlers.render.pieces.moments import ago, moment, published
from handlers.render.pieces.segments import Block, Line, code, command, joined, line_text, link, quoted, strong, words
from handlers.render.replies.directory import older_line
from handlers.render.replies.outcomes import concluded_line, outcome_line
from handlers.render.statement.aftermath import correction_words
from handlers.render.statement.credits import actor_name, available_of, noun_of, present_article, source_of
from handlers.render.statement.presented import present

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from bot.core.config import Config
    from bot.core.model import Delivery, Item, PollState, Source, Statement
    from bot.core.outcomes import Conclusion
    from bot.core.way import ArticleStep, ChannelStep, CorrectionStep, ItemStep, StatementStep, Way

_SOMEWHERE = " somewhere"  # in a line, until it is known of how many channels it holds
_NOVELTY_WORDS = {
    Novelty.NEW: "see ",
    Novelty.REPEAT: "a repeat of ",
    Novelty.CHANGED: "a change of ",
}  # an earlier one
_FAULTS = sorted(FetchOutcome, key=lambda one: len(one.words), reverse=True)


class Ways:
    """Lays ways out for one reader.

    Args:
        config: names, limits and the time zone.
        now: the time.
        in_full: the reader looks after the bot: channels, messages and errors are named.

    """

    def __init__(self, *, config: Config, now: datetime, in_full: bool) -> None:
        self._config = config
        self._now = now
        self._in_full = in_full

    def blocks(self, way: Way) -> list[Block]:
        """Return the steps in their order, each in blocks that fit every platform."""
        if way.is_empty:
            return self._nothing(way)
        rest = way.total - len(way.statements)
        return [
            *(self._item(step) for step in way.items),
            *(self._article(step) for step in way.articles),
            *(self._unsaid(one) for one in way.unsaid),
            *(block for step in way.statements for block in self._statement(step)),
            *(
                [Block(lines=((words(f"{count(rest, 'more statement')}; ask by the id of one."),),))]
                if rest > 0
                else []
            ),
        ]

    def _nothing(self, way: Way) -> list[Block]:
        if not way.polled:
            said = "Nothing on record: no source has listed this address, and no statement has this id or these words."
            return [Block(lines=((words(said),), (command("sources"), words(" lists what is polled."))))]
        if all(source.kind in HANDED_OVER for source, _ in way.polled):
            head: Line = (words("Nothing of this name has come in. It would belong to:"),)
        else:
            head = (words("No source has listed this address. These are polled from the same site:"),)
        listings = [
            (*concluded_line(one), words(" · "), code(one.related_id), words(" "), ago(one.at, now=self._now))
            for one in way.listings
        ]
        return [Block(lines=(head, *(self._polled(source, state) for source, state in way.polled), *listings))]

    def _polled(self, source: Source, state: PollState | None) -> Line:
        read = (
            (words("last read "), ago(state.last_ok_at, now=self._now))
            if state and state.last_ok_at
            else (words("never read"),)
        )
        failing = (words(f"failing: {cause_of(state)}"),) if state and state.failures else ()
        older = older_line(state, zone=self._config.bot.time_zone) if state else ()
        name = (strong(short(source.name, limits.OUTLET) or source.id),)
        return joined([name, (code(source.id),), read, failing, older])

    def _item(self, step: ItemStep) -> Block:
        item = step.item
        source = source_of(self._config, item.source_id, item.entry.url)
        title = link(
            short(item.entry.title, limits.HEADLINE) or f"{noun_of(source)} without a title",
            article_link(item.entry.url, source, self._config),
        )
        listed: Line = (
            words("Listed by "),
            strong(short(source.name, limits.OUTLET) or source.id),
            words(" "),
            ago(item.first_seen_at, now=self._now),
            words(": "),
            title,
        )
        if item.state is ItemState.READ:
            return Block(lines=(listed, self._read(step), *self._looks(step)))
        return Block(lines=(listed, outcome_line(step.outcome, why=self._tries(item))))

    def _read(self, step: ItemStep) -> Line:
        done = concluded_line(step.conclusion)
        when: Line = (ago(step.conclusion.at, now=self._now),) if step.conclusion else ()
        tries = count(step.item.attempts, "attempt") if step.item.attempts > 1 else ""
        return joined([done, when, (words(tries),)])

    def _looks(self, step: ItemStep) -> Iterator[Line]:
        """Say when the page is looked at again, and why a later text of it was not read."""
        if step.given_up is not None:
            why = self._fault(step.given_up.evidence)
            yield joined([concluded_line(step.given_up, why=why), (ago(step.given_up.at, now=self._now),)])
        if step.recheck is not None:
            missing = step.recheck.missing
            again = "the last time" if missing == 1 else f"{missing} times in a row"
            yield joined(
                [
                    (words("It is looked at again, "), *self._next_try(step.recheck.next_try_at)),
                    (words(f"it was not there {again}"),) if missing else (),
                ]
            )

    def _tries(self, item: Item) -> Line:
        """Say how often an item was tried, why they failed, when it is tried again, and when no more."""
        end = item.first_seen_at + self._config.polling.give_up_after
        waits = item.state is ItemState.WAITING
        return joined(
            [
                self._next_try(item.next_try_at) if waits else (),
                (words(count(item.attempts, "failed attempt")),) if item.attempts else (),
                (words(self._fault(item.last_error)),),
                (words("gives up "), ago(end, now=self._now)) if waits and item.attempts else (),
            ],
            ", ",
        )

    def _fault(self, error: str | None) -> str:
        """Say why something failed: in full to those who look after the bot, to others what kind of failure it was."""
        if not error:
            return ""
        if self._in_full:
            return short(error, limits.REASON)
        return next((one.words for one in _FAULTS if f": {one.words}" in error), "it failed")

    def _article(self, step: ArticleStep) -> Block:
        article = step.article
        credited = present_article(article, config=self._config)
        zone = self._config.bot.time_zone
        head = joined(
            [
                (words("The text of "), strong(credited.outlet), words(": "), credited.headline_link()),
                (words("published "), published(article.published_at, zone=zone)) if article.published_at else (),
                (words("read "), moment(article.fetched_at, zone=zone)),
                (words("a later version of the page"),) if article.version_of else (),
                (words(available_of(article, config=self._config)),),
                (code(article.id),),
            ]
        )  # fmt: skip
        return Block(lines=(head, concluded_line(step.conclusion)))

    @staticmethod
    def _unsaid(one: Conclusion) -> Block:
        return Block(lines=(concluded_line(one),))

    def _statement(self, step: StatementStep) -> Iterator[Block]:
        shown = present(step.view, config=self._config)
        said: Line = (
            strong(actor_name(self._config, step.view.statement.actor_id)),
            words(": "),
            *((words(shown.quote.lead_in),) if shown.quote.lead_in else ()),
            quoted(shown.quote.brief(limits.QUOTE)),
        )
        statement = step.view.statement
        facts = joined(
            [
                (words(f"confidence {statement.confidence:.2f}"),),
                (words(_way_to_earlier(statement)), code(statement.earlier_id)) if statement.earlier_id else (),
                (words(shown.verdict),),
                (code(statement.id),),
            ]
        )
        found = list(dict.fromkeys(self._attributed(one) for one in step.attributions))
        yield Block(lines=(said, facts, *found[: limits.WHY_FOUND]))
        yield from _packed(self._why(step))
        yield from _packed([line for one in step.corrections for line in self._corrected(step, one)])

    @staticmethod
    def _attributed(one: Conclusion) -> Line:
        return concluded_line(replace(one, evidence=""))

    def _why(self, step: StatementStep) -> list[Line]:
        """Return a line for each channel; to those from whom its name is kept one for each reason, with how many."""
        if self._in_full:
            return [
                self._channel(one, (words(" in "), code(one.channel)) if one.channel else ()) for one in step.channels
            ]
        lines = [self._channel(one, (words(_SOMEWHERE),) if one.channel else ()) for one in step.channels]
        first = {line_text(line): line for line in reversed(lines)}
        number = Counter(map(line_text, lines))
        return [_placed(first[text], number[text]) for text in number]

    def _channel(self, step: ChannelStep, where: Line) -> Line:
        conclusion, delivery = step.conclusion, step.delivery
        reported = conclusion is None or conclusion.outcome is Outcome.REPORTED
        if not reported or delivery is None or step.delivery_outcome is None:
            return concluded_line(conclusion, where=where)
        wanted = (words(short(conclusion.evidence, limits.EVIDENCE_SHOWN)),) if conclusion else ()
        posted = step.delivery_outcome is Outcome.POSTED
        outcome = Outcome.REPORTED if posted else step.delivery_outcome
        rule = conclusion.rule if conclusion else ""
        return outcome_line(outcome, where=where, why=joined([self._delivered(delivery), wanted], ", "), rule=rule)

    def _delivered(self, delivery: Delivery) -> Line:
        """Say where a message stands: since when, or what it waits for and how long."""
        tries: Line = (words(f"{count(delivery.attempts, 'attempt')}"),) if delivery.attempts else ()
        fault: Line = (words(self._fault(delivery.last_error)),) if self._in_full else ()
        match delivery.state:
            case DeliveryState.SENT | DeliveryState.STALE:
                name: Line = (
                    (words("message "), code(delivery.message_ref)) if self._in_full and delivery.message_ref else ()
                )
                at = (ago(delivery.sent_at, now=self._now),) if delivery.sent_at else ()
                return joined([at, name], ", ")
            case DeliveryState.COLLAPSED:
                return (command(f"statements more:{delivery.parent_id}"),)
            case DeliveryState.DEAD:
                return joined([tries, fault], ", ")
            case _:
                end = delivery.created_at + self._config.alerts.give_up_after
                until: Line = (words("gives up "), ago(end, now=self._now)) if delivery.attempts else ()
                return joined([self._next_try(delivery.next_try_at), tries, fault, until], ", ")

    def _corrected(self, step: StatementStep, one: CorrectionStep) -> Iterator[Line]:
        seen = next((each for each in step.view.sightings if each.sighting.id == one.correction.sighting_id), None)
        where = present_article(seen.article, config=self._config).outlet if seen else "its source"
        yield correction_words(
            one.correction, where=where, beside=step.view.statement.first_seen_at, zone=self._config.bot.time_zone
        )
        for reply in one.replies:
            at: Line = (words(" in "), code(str(reply.channel))) if self._in_full else (words(" in a channel"),)
            outcome = delivery_outcome(reply)
            yield outcome_line(
                outcome, where=at, why=joined([(words("as a reply to the alert"),), self._delivered(reply)], ", ")
            )

    def _next_try(self, at: datetime) -> Line:
        return (words("next try "), ago(at, now=self._now)) if at > self._now else (words("next try now"),)


def _way_to_earlier(statement: Statement) -> str:
    """Say how a statement stands to the earlier one that is named behind it."""
    is_apart = statement.ruling is FeedbackKind.NOT_THE_SAME
    return "by a moderator not the same as " if is_apart else _NOVELTY_WORDS[statement.novelty]


def _packed(lines: Sequence[Line]) -> Iterator[Block]:
    """Put lines into blocks, each of which fits into one page."""
    some: list[Line] = []
    spent = 0
    for line in lines:
        price = cost([line])
        if some and spent + price > limits.PAGE_COST:
            yield Block(lines=tuple(some))
            some, spent = [], 0
        some.append(line)
        spent += price
    if some:
        yield Block(lines=tuple(some))


def _placed(line: Line, number: int) -> Line:
    where = " in a channel" if number == 1 else f" in {number} channels"
    return tuple(words(where) if piece.text == _SOMEWHERE else piece for piece in line)

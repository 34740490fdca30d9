"""What people are answered who say that something is wrong with a statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.model import FeedbackKind
from handlers import limits
from handlers.render.messages.buttons import Press, buttons, together_buttons, token_of
from handlers.render.pieces.costs import fit
from handlers.render.pieces.lengths import count, short
from handlers.render.pieces.segments import Block, Line, line_text, quoted, words
from handlers.render.replies.reply import Reply
from handlers.render.statement.aftermath import words_with_verb
from handlers.render.statement.credits import present_article
from handlers.render.statement.facts import when_said
from handlers.render.statement.quotes import all_words, quote_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.config import Config
    from bot.core.model import Member, StatementView
    from bot.rules.apart import Merge


def choice(kind: FeedbackKind, views: Sequence[StatementView]) -> Reply:
    """Ask of which statement a reader says that something is wrong with it."""
    numbered = [*enumerate(views, 1)]
    return Reply(
        title=f"{kind.capitalize()}: which statement?",
        blocks=tuple(Block(lines=((words(f"{number}. "), quoted(_brief(one))),)) for number, one in numbered),
        buttons=buttons(
            *(
                (f"{number}. {said.with_verb(limits.LABEL // 2)}", token_of(Press.PICK, kind, one.statement.id))
                for number, one in numbered
                for said in (quote_of(one),)
            )
        ),
    )


def merge_choice(view: StatementView, merges: Sequence[Merge], *, config: Config) -> Reply:
    """Ask what a statement is not the same as."""
    named = [(number, one, _merge_words(one, config=config)) for number, one in enumerate(merges, 1)]
    return Reply(
        title="Not the same as what?",
        blocks=tuple(Block(lines=((words(f"{number}. "), *line),)) for number, _, line in named),
        buttons=buttons(
            *(
                (f"{number}. {line_text(line)}", token_of(Press.PART, view.statement.id, one.id))
                for number, one, line in named
            )
        ),
    )


def separated(view: StatementView, merge: Merge, *, apart_id: str, channels: int, config: Config) -> Reply:
    """Say what a moderator did by saying that two are not the same, and offer to take it back."""
    besides = f" What had not been reported is now, in {count(channels, 'channel')}." if channels else ""
    done = f"Separated: each is now on record by itself.{besides}"
    return Reply(
        title=FeedbackKind.NOT_THE_SAME.capitalize(),
        blocks=(
            Block(lines=((quoted(_brief(view)),), _merge_words(merge, config=config))),
            Block(lines=((words(done),),)),
        ),
        buttons=together_buttons(apart_id),
    )


def together(view: StatementView) -> Reply:
    """Say that it is taken back that two are not the same."""
    done = "Taken back: they are no longer separate. What was reported meanwhile stays; the messages will be corrected."
    return _judged_words(view, FeedbackKind.NOT_THE_SAME, done)


def _merge_words(merge: Merge, *, config: Config) -> Line:
    """Name what a statement was merged with: `Coast Wire: “We stay.”`, `Earlier, 3 May: “We stay.”`."""
    if merge.earlier:
        who = f"Earlier, {when_said(merge.earlier, zone=config.bot.time_zone).text}"
        said = all_words(merge.earlier).with_verb(limits.CHOICE_COST)
    else:
        seen = merge.sightings[0]
        who, said = present_article(seen.article, config=config).outlet, words_with_verb(seen)
    return (words(f"{who}: "), quoted(fit(short(said, limits.CHOICE_COST), limits.CHOICE_COST)))


def noted(view: StatementView, kind: FeedbackKind, *, by: Member) -> Reply:
    """Say what is done about what a reader said, and offer to take it back."""
    done = "The message will be corrected." if by.moderator else "A moderator decides whether the message is corrected."
    if kind is FeedbackKind.NOT_THE_SAME:
        done = "A moderator decides whether they are separated."
    return _judged_words(view, kind, f"Noted. {done}", ("Take back", token_of(Press.UNSAY, kind, view.statement.id)))


def taken_back(view: StatementView, kind: FeedbackKind, *, ruled: bool) -> Reply:
    """Say that what a reader said no longer counts."""
    return _judged_words(view, kind, "Taken back. The message will be corrected." if ruled else "Taken back.")


def _judged_words(view: StatementView, kind: FeedbackKind, done: str, *offers: tuple[str, str | None]) -> Reply:
    return Reply(
        title=kind.capitalize(),
        blocks=(Block(lines=((quoted(_brief(view)),),)), Block(lines=((words(done),),))),
        buttons=buttons(*offers),
    )


def _brief(view: StatementView) -> str:
    return fit(quote_of(view).with_verb(limits.CHOICE_COST), limits.CHOICE_COST)

"""What people are answered who say that something is wrong with a statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers import limits
from handlers.render.buttons import Press, buttons, token_of
from handlers.render.costs import fit
from handlers.render.quotes import all_words
from handlers.render.reply import Reply
from handlers.render.segments import Block, quoted, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.model import FeedbackKind, Member, Statement, StatementView


def choice(kind: FeedbackKind, views: Sequence[StatementView]) -> Reply:
    """Ask of which statement a reader says that something is wrong with it."""
    numbered = [(number, view.statement) for number, view in enumerate(views, 1)]
    return Reply(
        title=f"{kind.capitalize()}: which statement?",
        blocks=tuple(Block(lines=((words(f"{number}. "), quoted(_brief(one))),)) for number, one in numbered),
        buttons=buttons(
            *(
                (f"{number}. {all_words(one).brief(limits.LABEL // 2)}", token_of(Press.PICK, kind, one.id))
                for number, one in numbered
            )
        ),
    )


def noted(view: StatementView, kind: FeedbackKind, *, by: Member) -> Reply:
    """Say what is done about what a reader said, and offer to take it back."""
    done = "The message will be corrected." if by.moderator else "A moderator decides whether the message is corrected."
    return _judged_words(view, kind, f"Noted. {done}", ("Take back", token_of(Press.UNSAY, kind, view.statement.id)))


def taken_back(view: StatementView, kind: FeedbackKind, *, ruled: bool) -> Reply:
    """Say that what a reader said no longer counts."""
    return _judged_words(view, kind, "Taken back. The message will be corrected." if ruled else "Taken back.")


def _judged_words(view: StatementView, kind: FeedbackKind, done: str, *offers: tuple[str, str | None]) -> Reply:
    return Reply(
        title=kind.capitalize(),
        blocks=(Block(lines=((quoted(_brief(view.statement)),),)), Block(lines=((words(done),),))),
        buttons=buttons(*offers),
    )


def _brief(statement: Statement) -> str:
    return fit(all_words(statement).brief(limits.CHOICE_COST), limits.CHOICE_COST)

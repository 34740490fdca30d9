"""Buttons below a message, and the tokens in which they carry all their state."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.core.model import FeedbackKind
from handlers import limits
from handlers.render.pieces.lengths import short

if TYPE_CHECKING:
    from collections.abc import Sequence

READ = "Read"  # the label of the link to the article
REPORT = "report"  # the lookup behind "All" of an alert


class Press(StrEnum):
    """What a button asks for: the beginning of its token."""

    SHOW = "show"  # a lookup and its values
    TURN = "turn"  # a lookup, a page counted from 0, and its values
    ASK = "ask"  # a kind of feedback and a report: of which of its statements it is said
    SAY = "say"  # a kind of feedback and a statement
    PICK = "pick"  # the same, from an answer to ASK
    UNSAY = "unsay"  # the same, taken back
    APART = "apart"  # a statement: it is not the same as something that it was merged with
    PART = "part"  # the same, from an answer to APART, and from what


_REPLACING = frozenset({Press.TURN, Press.PICK, Press.UNSAY, Press.PART})
OF_ALERTS = tuple(kind for kind in FeedbackKind if kind is not FeedbackKind.NOT_THE_SAME)  # what an alert's buttons say


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A button below a message; its label is plain and has at most `limits.LABEL` characters."""

    label: str
    token: str  # for `Commands.press`: at most `limits.TOKEN` characters, and it outlives us

    def __post_init__(self) -> None:
        object.__setattr__(self, "label", short(self.label, limits.LABEL))


def buttons(*offers: tuple[str, str | None]) -> tuple[Button, ...]:
    """Return a button for each `(label, token)` that has a token."""
    return tuple(Button(label=label, token=token) for label, token in offers if token)


def token_of(press: Press, *values: str) -> str | None:
    """Return what a button carries, or None where that is too much for one."""
    token = "~".join([press, *(value.replace("~", " ") for value in values)])
    return token if len(token) <= limits.TOKEN else None


def takes_place(token: str) -> bool:
    """Tell whether what a button asks for takes the place of the answer that it stands below."""
    return token.partition("~")[0] in _REPLACING


def context_buttons(statement_id: str) -> tuple[Button, ...]:
    """Return the button that shows a statement in full."""
    return buttons(("Context", token_of(Press.SHOW, "statement", statement_id)))


def apart_buttons(statement_id: str) -> tuple[Button, ...]:
    """Return the button that says that a statement is not the same as what it was merged with."""
    return buttons((FeedbackKind.NOT_THE_SAME.capitalize(), token_of(Press.APART, statement_id)))


def together_buttons(statement_id: str) -> tuple[Button, ...]:
    """Return the button that takes back that a statement is not the same as another."""
    kind = FeedbackKind.NOT_THE_SAME
    return buttons((f"Take back “{kind}”", token_of(Press.UNSAY, kind, statement_id)))


def alert_buttons(report_id: str, shown: Sequence[str], *, all_of_it: bool) -> tuple[Button, ...]:
    """Return the buttons of an alert.

    Args:
        report_id: what it reports.
        shown: the ids of the statements that it shows, at least one. With several, feedback asks which is meant.
        all_of_it: there is more of the report than is shown.

    """
    one = len(shown) == 1
    return context_buttons(shown[0]) + buttons(
        ("All", token_of(Press.SHOW, REPORT, report_id) if all_of_it else None),
        *(
            (kind.capitalize(), token_of(Press.SAY, kind, shown[0]) if one else token_of(Press.ASK, kind, report_id))
            for kind in OF_ALERTS
        ),
    )

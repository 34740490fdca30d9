"""Which of two texts is the article: that of a page, or what its feed holds, of which the page shows nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.crediting import why_not

if TYPE_CHECKING:
    from bot.core.model import Watched


def may_be_wall(found: Watched) -> bool:
    """Tell whether a page that shows nothing of its feed's text may be a wall, by what was found in it.

    One in which a tracked actor comes up as a speaker is the article, whatever it says of his words: that they were
    not said, too.
    """
    return found.error is None and not any(one.actor_id for one in found.quotations)


def says_something(found: Watched) -> bool:
    """Tell whether a text holds a statement of a tracked actor."""
    return any(one.actor_id is not None and why_not(one) is None for one in found.quotations)

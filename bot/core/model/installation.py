"""Where on a platform an app was installed, and the token that it got there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """A workspace that let the app in. `repr` never shows the token."""

    workspace: str  # "slack:T024BE7LD"
    name: str  # what its people call it
    token: str = field(repr=False)  # the bot's there
    installed_at: datetime
    installed_by: str  # "slack:U024BE7LH"

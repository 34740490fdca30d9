"""Where the app was installed by people of other workspaces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from bot.core.ports.audit import AuditLogWrites

if TYPE_CHECKING:
    from bot.core.model import Installation


class Installations(Protocol):
    """The workspaces that let the app in, each with its token."""

    async def installation(self, workspace: str) -> Installation | None:
        """Return what is known of a workspace ("slack:T024BE7LD"); None: the app is not installed there."""
        ...


class InstallationWrites(Installations, AuditLogWrites, Protocol):
    """The workspaces within a transaction."""

    async def save_installation(self, installation: Installation) -> None:
        """Save a workspace, in the place of what was known of it."""
        ...

    async def remove_installation(self, workspace: str) -> None:
        """Forget a workspace and its token; one that is not known is no mistake."""
        ...

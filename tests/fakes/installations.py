"""Workspaces that let the app in, in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fakes.audit import MemoryAuditLog, MemoryAuditLogWrites

if TYPE_CHECKING:
    from bot.core.model import Installation


class MemoryInstallations(MemoryAuditLog):
    """`bot.core.ports.Installations`."""

    async def installation(self, workspace: str) -> Installation | None:
        return self._memory.installations.get(workspace)


class MemoryInstallationWrites(MemoryInstallations, MemoryAuditLogWrites):
    """`bot.core.ports.InstallationWrites`."""

    async def save_installation(self, installation: Installation) -> None:
        self._memory.installations[installation.workspace] = installation

    async def remove_installation(self, workspace: str) -> None:
        self._memory.installations.pop(workspace, None)

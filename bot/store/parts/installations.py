"""Workspaces that let the app in, in SQL."""

from __future__ import annotations

from sqlalchemy import delete, select

from bot.core.model import Installation
from bot.store.connected import Connected
from bot.store.forms import rows
from bot.store.forms.tables import installations
from bot.store.parts.audit import SqlAuditLogWrites


class SqlInstallations(Connected):
    """`bot.core.ports.Installations`."""

    async def installation(self, workspace: str) -> Installation | None:
        found = await self._rows(select(installations).where(installations.c.workspace == workspace))
        return Installation(**found[0]) if found else None


class SqlInstallationWrites(SqlInstallations, SqlAuditLogWrites):
    """`bot.core.ports.InstallationWrites`."""

    async def save_installation(self, installation: Installation) -> None:
        await self._save(installations, rows.row_of(installation), key="workspace")

    async def remove_installation(self, workspace: str) -> None:
        await self._run(delete(installations).where(installations.c.workspace == workspace))

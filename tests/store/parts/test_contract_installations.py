"""What `Installations` promises: the workspaces that let the app in."""

from __future__ import annotations

from dataclasses import replace

from bot.core.model import Installation
from tests.store.samples import NOON, after

DESK = Installation(
    workspace="slack:T024BE7LD", name="The desk ☂", token="xoxb-1", installed_at=NOON, installed_by="slack:U024BE7LH"
)


async def test_a_workspace_is_kept_replaced_and_forgotten(store):
    other = replace(DESK, workspace="slack:T0000000002", token="xoxb-2")
    async with store.transaction() as transaction:
        for one in (DESK, other):
            await transaction.save_installation(one)
        assert await transaction.installation(DESK.workspace) == DESK
    anew = replace(DESK, token="xoxb-3", installed_at=after(1))
    async with store.transaction() as transaction:
        await transaction.save_installation(anew)
        await transaction.remove_installation(other.workspace)
        await transaction.remove_installation("slack:T0000000003")
    assert await store.installation(DESK.workspace) == anew
    assert await store.installation(other.workspace) is None


def test_no_token_is_shown():
    assert "xoxb" not in repr(DESK)

"""What is on record in the town whose archive is looked at."""

from __future__ import annotations

from bot.core.model import Kind, Novelty
from tests.handlers.samples import put, statement_view
from tests.store.samples import after, turned_from


async def town(store):
    """Put a bridge on record: said, changed, said again, and something else by somebody else."""
    await put(
        store,
        statement_view("s1", text="We will cut it by 25 percent.", first_seen_at=after(-60)),
        statement_view(
            "s2",
            text="We will cut it by 35 percent.",
            novelty=Novelty.CHANGED,
            earlier_id="s1",
            verdict=turned_from("25 percent", "35 percent"),
            first_seen_at=after(0),
            seen=(("gazette", 0.0), ("wire", 5.0)),
        ),
        statement_view("s3", text="The ferry sails at dawn.", actor_id="harbour-master", first_seen_at=after(10)),
        statement_view("s4", text="that the bridge is safe", kind=Kind.INDIRECT, first_seen_at=after(20)),
    )

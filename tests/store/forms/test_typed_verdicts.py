"""What 0.1.0 wrote of a comparison as a sentence is read as a value."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.core.model import Difference, DifferenceKind, Relation, Verdict
from bot.store import SqlStore
from bot.store.address import parse_address
from bot.store.forms.verdicts import decode_verdict, encode_verdict
from bot.store.schema import migrate_tables
from tests.store.test_schema import ask

COLUMNS = "id, actor_id, text, kind, said_precision, first_seen_at, novelty, confidence, verdict"


def turned(kind, before, after):
    difference = Difference(kind=kind, before=before, after=after)
    return Verdict(relation=Relation.CHANGED, rule="substance", differences=(difference,))


SENTENCES = [
    ("changed", "differs: 25 percent → 35 percent", turned(DifferenceKind.NUMBER, "25 percent", "35 percent")),
    ("changed", "differs: 2 april → 9 april", turned(DifferenceKind.DATE, "2 april", "9 april")),
    ("changed", "differs: monday → thursday", turned(DifferenceKind.DATE, "monday", "thursday")),
    ("changed", "differs: nothing → not", turned(DifferenceKind.WORDING, "", "not")),
    ("changed", "differs: if they sign → nothing", turned(DifferenceKind.WORDING, "if they sign", "")),
    ("changed", "differs: affirmed → denied", turned(DifferenceKind.POLARITY, "", "")),
    ("changed", "differs: unconditional → on a condition", turned(DifferenceKind.CONDITION, "", "")),
    ("changed", "differs: plain → intention and promise", turned(DifferenceKind.MODALITY, "", "")),
    ("changed", "differs: one quantity → another", turned(DifferenceKind.SCOPE, "", "")),
    (
        "changed",
        "differs: speaker … iran → iran … speaker",
        turned(DifferenceKind.ROLE, "speaker … iran", "iran … speaker"),
    ),
    (
        "repeat",
        "the same wording, said again 12 days apart",
        Verdict(relation=Relation.REPEAT, rule="wording", days_apart=12),
    ),
    (
        "repeat",
        "the same in substance, said again 1 day apart",
        Verdict(relation=Relation.REPEAT, rule="substance", days_apart=1),
    ),
    (
        "repeat",
        "the same in substance, the text names the earlier occasion",
        Verdict(relation=Relation.REPEAT, rule="substance"),
    ),
    ("new", "perhaps the same", Verdict(relation=Relation.SAME, rule="substance", certain=False)),
    ("new", "corrected at its source", Verdict(relation=Relation.CHANGED, rule="correction")),
    ("new", None, None),
]


async def of_0_1_0(url):
    """Make a record as the first version of the tables had it."""
    address = parse_address(url)
    engine = create_async_engine(address.url)
    async with engine.connect() as connection:
        await connection.run_sync(migrate_tables, address, version="0001")
    await engine.dispose()


@pytest.mark.parametrize("count", [len(SENTENCES), 2_500], ids=["each", "more than one batch"])
async def test_the_sentences_of_the_first_version_come_out_as_values(empty_url, count):
    await of_0_1_0(empty_url)
    rows = [SENTENCES[place % len(SENTENCES)] for place in range(count)]
    engine = create_async_engine(parse_address(empty_url).url)
    async with engine.begin() as connection:
        await connection.execute(
            text(
                f"INSERT INTO statements ({COLUMNS}) VALUES "  # noqa: S608 - a constant
                "(:id, 'mayor', 'We stay.', 'direct', 'moment', '2026-05-04T12:00:00Z', :novelty, 0.9, :verdict)"
            ),
            [{"id": f"s{place}", "novelty": novelty, "verdict": said} for place, (novelty, said, _) in enumerate(rows)],
        )
    await engine.dispose()
    store = SqlStore(empty_url)
    await store.open()
    found = [(await store.statement(f"s{place}")).statement.verdict for place in range(len(SENTENCES))]
    await store.close()
    assert found == [value for _, _, value in SENTENCES]
    assert not [row for row in await ask(empty_url, "SELECT verdict FROM statements") if row[0] and row[0][0] != "{"]


DIFFERENCES = st.builds(Difference, kind=st.sampled_from(DifferenceKind), before=st.text(), after=st.text())
VERDICTS = st.builds(
    Verdict,
    relation=st.sampled_from(Relation),
    certain=st.booleans(),
    rule=st.text(),
    differences=st.lists(DIFFERENCES, max_size=3).map(tuple),
    days_apart=st.integers(0, 9999),
)


@given(VERDICTS)
def test_a_verdict_comes_back_as_it_was_written(verdict):
    assert decode_verdict(encode_verdict(verdict)) == verdict


def test_what_another_version_wrote_is_read():
    assert decode_verdict('{"relation": "same", "colour": "blue"}') == Verdict(relation=Relation.SAME)

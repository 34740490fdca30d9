"""docs/addresses.md holds a row for every address of the packs and of the example, and none besides."""

from __future__ import annotations

import re

import pytest

from bot.core.config import example_config_path

ROOT = example_config_path().parent
FILES = [*sorted((ROOT / "config" / "packs").glob("*.toml")), example_config_path()]
TEXT = (ROOT / "docs" / "addresses.md").read_text(encoding="utf-8")
POLLED, UNPOLLED = TEXT.split("## In no pack", 1)
GDELT = "https://api.gdeltproject.org/api/v2/doc/doc"  # the config names none: it is what `kind = "gdelt"` asks


def rows(text):
    """Return the cells of every row that begins with an id or a name, but for the meanings of the verdicts."""
    lines = [line for line in text.splitlines() if line.startswith("| ") and "`http" in line]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def sources():
    """Return (id, tier, kind, address, verdict, day) of every source, also of those that are commented out."""
    for path in FILES:
        for table in re.split(r"^(?=(?:# )?\[\[)", path.read_text(encoding="utf-8"), flags=re.MULTILINE):
            first, _, rest = table.partition("\n")
            if confirmed := re.match(r"(?:# )?\[\[sources\]\]  # confirmed: (\w+), (\S+)$", first):
                given = dict(re.findall(r'^(?:# )?(\w+) = "(.*)"', rest, flags=re.MULTILINE))
                kind = given.get("kind", "feed")
                address = GDELT if kind == "gdelt" else given["url"]
                yield given["id"], given["tier"], kind, address, *confirmed.groups()


def test_every_address_has_its_row_and_every_row_its_address():
    listed = [(row[0].strip("`"), row[1], row[2], row[3].strip("`"), row[4], row[5]) for row in rows(POLLED)]
    assert sorted(listed) == sorted(sources())
    assert len(listed) > 60


@pytest.mark.parametrize("row", rows(TEXT), ids=lambda row: row[0])
def test_every_row_says_what_was_seen_where_and_when(row):
    known = set(re.findall(r"^\| (\w+) \| (?!Means)", POLLED.split("## In the packs")[0], flags=re.MULTILINE))
    verdict, day, seen = row[4:7] if row[3].startswith("`http") else row[3:6]
    assert verdict in known
    assert re.fullmatch(r"2026(-\d\d){0,2}", day)
    assert seen


def test_what_is_dead_or_turns_programs_away_is_polled_by_no_pack():
    off = {row[3] for row in rows(POLLED) if row[4] in {"dead", "refused", "doubtful"}}
    assert all("not polled unless you want it" in row[7] for row in rows(POLLED) if row[3] in off)
    assert not {row[3] for row in rows(POLLED)} & {row[2] for row in rows(UNPOLLED)}

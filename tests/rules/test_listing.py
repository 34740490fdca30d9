from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.ids import stable_id
from bot.core.model import Entry, Item, ItemState
from bot.rules.listing import announced, recognise
from tests.rules.samples import DAY, NOW


def entry(key, url="/a", title="A", text="", at=NOW):
    return Entry(key=key, url=url, title=title, text=text, published_at=at)


def known(one, *name):
    return Item(
        id=stable_id("item", "wire", one.key, *name),
        source_id="wire",
        entry=one,
        first_seen_at=NOW,
        quiet=False,
        state=ItemState.READ,
        next_try_at=NOW,
    )


@pytest.mark.parametrize(
    ("on_record", "listed", "new"),
    [
        pytest.param([entry("1")], [entry("1", title="B", text="x")], 0, id="its title and text changed"),
        pytest.param([entry("1")], [entry("2")], 0, id="another guid, all else is as it was"),
        pytest.param([entry("1")], [entry("2", title="B", text="x")], 0, id="alone at its address under another guid"),
        pytest.param([entry("1")], [entry("1"), entry("2", title="B")], 1, id="two stories at one address"),
        pytest.param([entry("1")], [entry("2", title="B"), entry("3", title="C")], 2, id="two in the place of one"),
        pytest.param([], [entry("1"), entry("2")], 2, id="one page twice in a feed"),
        pytest.param([], [entry("1"), entry("2", at=NOW - DAY)], 2, id="one page of two days"),
        pytest.param([], [entry("1", text="x"), entry("2", text="y")], 2, id="two texts at one address"),
        pytest.param([entry("1")], [entry("1", url="/b", title="B", text="x")], 1, id="a slot: the next story"),
        pytest.param([entry("1")], [entry("1", url="/b")], 0, id="its address moved"),
        pytest.param([entry("1")], [entry("1", url="/b", text="x")], 0, id="its address moved, the text changed"),
        pytest.param([entry("1", text="x")], [entry("1", url="/b", title="B", text="x")], 0, id="a new headline"),
        pytest.param([entry("1")], [entry("1", url="/b", text="x", at=None)], 1, id="a slot that has one headline"),
        pytest.param([entry("1"), entry("2")], [entry("3"), entry("4")], 0, id="one page twice, other guids"),
        pytest.param([entry("1")], [entry("2", url="/b")], 1, id="another page of the same headline"),
    ],
)
def test_how_many_are_new(on_record, listed, new):
    found = recognise("wire", listed, [known(one) for one in on_record])
    assert sum(one.known is None for one in found) == new


def test_two_stories_at_one_address_are_two_though_one_has_the_name_that_the_other_had():
    """The slot's item was found by its address under a new guid, and the old guid stands above another story."""
    before = entry("new", "/a", "A")
    item = replace(known(entry("slot", "/a", "A"), "/a"), entry=before)
    found = recognise("wire", [entry("newer", "/a", "A"), entry("slot", "/a", "B")], [item])
    assert [one.known for one in found] == [item, None]
    assert len({one.item_id for one in found}) == 2


def test_a_key_of_several_parts_is_the_same_as_the_record_keeps_it():
    """No database takes the NUL between them: each poll would find another guid, and have the page looked at again."""
    listed = [entry("slot\0A", text="x"), entry("slot\0B", "/b", "B", text="y"), entry("c", "/c")]
    on_record = [known(one) for one in listed]
    kept = [replace(one, entry=replace(one.entry, key=one.entry.key.replace("\0", "\ufffd"))) for one in on_record]
    assert announced(recognise("wire", listed, kept)) == []


def test_the_stories_of_a_slot_are_items_of_their_own_and_known_when_they_are_listed_again():
    first, second = entry("slot", "/a", "A"), entry("slot", "/b", "B")
    (new,) = recognise("wire", [second], [known(first)])
    assert new.item_id != known(first).id
    (again,) = recognise("wire", [second], [known(first), known(second, "/b")])
    assert again.known is not None
    assert again.known.id == new.item_id


def test_a_guid_that_another_entry_bore_before_is_a_page_of_its_own():
    """A live blog: `#0` became `#1`, and now both are listed: the second was passed over for good."""
    moved = replace(known(entry("#0")), entry=entry("#1"))
    both = [entry("#1"), entry("#0", title="B", text="y")]
    first, second = recognise("wire", both, [moved])
    assert (first.known, second.known) == (moved, None)
    on_record = [moved, replace(known(both[1]), id=second.item_id)]
    assert [one.known for one in recognise("wire", both, on_record)] == on_record


def test_a_page_under_its_next_guid_is_known_by_it():
    renamed = known(entry("1"))
    (found,) = recognise("wire", [entry("2", title="B")], [renamed])
    assert found.item_id == renamed.id


FOUR = [entry(str(number), f"/{number}", "Talks") for number in range(4)]


@pytest.mark.parametrize(
    ("listed", "changed"),
    [
        pytest.param(FOUR, [], id="as they were"),
        pytest.param([entry("0", "/0", "Talks fail"), *FOUR[1:]], ["/0"], id="another headline"),
        pytest.param([entry("0", "/0", "Talks", at=NOW - DAY), *FOUR[1:]], ["/0"], id="another date"),
        pytest.param([entry("0#1", "/0", "Talks"), *FOUR[1:]], ["/0"], id="another guid"),
        pytest.param([entry(f"{one.key}#1", one.url, "Talks") for one in FOUR], [], id="guids drawn at each fetch"),
        pytest.param([entry("0#1", "/0", "Talks")], ["/0"], id="another guid, and nothing else is listed"),
        pytest.param([entry("9", "/9", "Talks"), *FOUR], [], id="a new entry"),
    ],
)
def test_what_a_feed_says_has_changed(listed, changed):
    found = recognise("wire", listed, [known(one) for one in FOUR])
    assert [one.entry.url for one in announced(found)] == changed


COUNTED = [entry(str(number), f"/{number}", "Talks", text=f"Talks: {number} readers") for number in range(4)]


@pytest.mark.parametrize(
    ("listed", "of_all"),
    [
        pytest.param([entry("0", "/0", "Talks fail"), *FOUR[1:]], [False], id="one of them"),
        pytest.param(COUNTED, [True] * 4, id="a text that holds a counter"),
        pytest.param([entry(one.key, one.url, "Talks", at=NOW + DAY) for one in FOUR], [True] * 4, id="a fetch's time"),
        pytest.param(
            [entry("0", "/0", "Talks fail", text="x"), *COUNTED[1:]], [False, True, True, True], id="and more"
        ),
        pytest.param(COUNTED[:1], [False], id="nothing else is listed"),
    ],
)
def test_whether_a_feed_says_it_of_all_that_it_lists(listed, of_all):
    found = recognise("wire", listed, [known(one) for one in FOUR])
    assert [one.of_all for one in announced(found)] == of_all

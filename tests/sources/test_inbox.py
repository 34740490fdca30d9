"""An inbox: what becomes of the files in the folder."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest

from bot.core.errors import SourceError
from bot.core.model import FetchOutcome
from bot.sources import inboxes
from bot.sources.inbox.reader import read_inbox_file
from tests.sources.inboxes import SAID, inbox_at
from tests.sources.samples import NOW, fetcher_for, state_of


async def polled(fetcher, source, *, settle=True):
    feed = await fetcher.fetch_feed(source, state_of(source))
    if settle:
        await fetcher.settle(source)
    return feed


async def looked_twice(fetcher, source):
    await polled(fetcher, source)
    return await polled(fetcher, source)


def files_in(folder):
    return sorted(str(one.relative_to(folder)) for one in folder.rglob("*") if not one.is_dir() or one.is_symlink())


async def test_a_file_is_read_once_it_was_the_same_at_two_looks_and_moved_when_it_is_on_record(tmp_path):
    source = inbox_at(tmp_path)
    (tmp_path / "a.txt").write_text(SAID)
    async with fetcher_for(source) as fetcher:
        assert (await polled(fetcher, source)).outcome is FetchOutcome.UNCHANGED
        feed = await polled(fetcher, source, settle=False)
        assert [one.text for one in feed.entries] == [SAID]
        assert files_in(tmp_path) == ["a.txt"]
        await fetcher.settle(source)
        assert files_in(tmp_path) == ["done/a.txt"]
        assert (await looked_twice(fetcher, source)).entries == ()


async def test_a_file_that_is_written_to_is_left_until_that_ends(tmp_path):
    source = inbox_at(tmp_path)
    async with fetcher_for(source) as fetcher:
        for part in range(1, 4):
            (tmp_path / "a.txt").write_text(SAID * part)
            assert (await polled(fetcher, source)).entries == ()
        (entry,) = (await polled(fetcher, source)).entries
        assert entry.text.count("toll") == 3


async def test_a_file_that_is_replaced_while_it_is_read_is_not_moved_unread(tmp_path):
    source = inbox_at(tmp_path)
    (tmp_path / "a.txt").write_text("One.")
    async with fetcher_for(source) as fetcher:
        await polled(fetcher, source)
        await polled(fetcher, source, settle=False)
        (tmp_path / "a.txt").write_text("Another.")
        await fetcher.settle(source)
        assert files_in(tmp_path) == ["a.txt"]
        (entry,) = (await looked_twice(fetcher, source)).entries
        assert entry.text == "Another."


async def test_what_was_not_saved_is_listed_again(tmp_path):
    source = inbox_at(tmp_path)
    (tmp_path / "a.txt").write_text(SAID)
    async with fetcher_for(source) as fetcher:
        await polled(fetcher, source)
        first = await polled(fetcher, source, settle=False)
        assert (await polled(fetcher, source)).entries == first.entries


async def test_two_files_with_one_content_are_one_entry_and_both_are_moved(tmp_path):
    source = inbox_at(tmp_path)
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(SAID)
    async with fetcher_for(source) as fetcher:
        assert len((await looked_twice(fetcher, source)).entries) == 1
        assert files_in(tmp_path) == ["done/a.txt", "done/b.txt"]


async def test_a_file_without_a_date_has_that_of_its_writing(tmp_path):
    source = inbox_at(tmp_path)
    written_at = NOW - timedelta(hours=3)
    (tmp_path / "a.txt").write_text(SAID)
    os.utime(tmp_path / "a.txt", (written_at.timestamp(),) * 2)
    async with fetcher_for(source) as fetcher:
        (entry,) = (await looked_twice(fetcher, source)).entries
        assert entry.published_at == written_at


async def test_a_file_that_cannot_be_read_is_moved_with_the_reason_beside_it_and_the_others_are_read(tmp_path):
    source = inbox_at(tmp_path)
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    (tmp_path / "table.xlsx").write_bytes(b"PK")
    (tmp_path / "a.txt").write_text(SAID)
    async with fetcher_for(source, settings={"max_feed_bytes": 10_000}) as fetcher:
        (tmp_path / "huge.txt").write_bytes(b"x" * 10_001)
        await polled(fetcher, source)
        feed = await polled(fetcher, source, settle=False)
        assert len(feed.entries) == 1
        assert len(feed.problems) == 3
        assert files_in(tmp_path) == ["a.txt", "broken.pdf", "huge.txt", "table.xlsx"]
        await fetcher.settle(source)
        assert (await looked_twice(fetcher, source)).problems == ()
    assert files_in(tmp_path) == [
        "done/a.txt",
        "failed/broken.pdf",
        "failed/broken.pdf.reason.txt",
        "failed/huge.txt",
        "failed/huge.txt.reason.txt",
        "failed/table.xlsx",
        "failed/table.xlsx.reason.txt",
    ]
    reasons = [(tmp_path / "failed" / f"{name}.reason.txt").read_text() for name in ("huge.txt", "table.xlsx")]
    assert reasons == [
        "huge.txt has 10,001 bytes, more than polling.max_feed_bytes (10,000)\n",
        "table.xlsx is not one of the kinds of file that are read: .txt, .html, .htm, .eml, .pdf, .docx\n",
    ]


async def test_links_and_pipes_are_refused_and_nothing_outside_is_read(tmp_path):
    outside, folder = tmp_path / "secret.txt", tmp_path / "inbox"
    folder.mkdir()
    outside.write_text(SAID)
    (folder / "a.txt").symlink_to(outside)
    os.mkfifo(folder / "b.txt")
    source = inbox_at(folder)
    async with fetcher_for(source) as fetcher:
        feed = await looked_twice(fetcher, source)
    assert feed.entries == ()
    assert len(feed.problems) == 2
    assert outside.read_text() == SAID
    assert files_in(folder) == [
        "failed/a.txt",
        "failed/a.txt.reason.txt",
        "failed/b.txt",
        "failed/b.txt.reason.txt",
    ]


async def test_a_link_that_takes_the_place_of_a_file_after_the_look_is_not_followed(tmp_path, monkeypatch):
    outside, folder = tmp_path / "secret.txt", tmp_path / "inbox"
    folder.mkdir()
    outside.write_text(SAID)
    (folder / "a.txt").write_text(SAID)
    source = inbox_at(folder)
    body_of = inboxes._body_of

    def swapped(path, look):
        path.unlink()
        path.symlink_to(outside)
        return body_of(path, look)

    monkeypatch.setattr(inboxes, "_body_of", swapped)
    async with fetcher_for(source) as fetcher:
        assert (await looked_twice(fetcher, source)).entries == ()


async def test_what_is_not_finished_or_not_meant_is_left_alone(tmp_path):
    left = [".hidden.txt", "a.pdf.part", "b.txt~", "c.crdownload", "sub/d.txt"]
    (tmp_path / "sub").mkdir()
    for name in left:
        (tmp_path / name).write_text(SAID)
    source = inbox_at(tmp_path)
    async with fetcher_for(source) as fetcher:
        assert (await looked_twice(fetcher, source)).entries == ()
    assert files_in(tmp_path) == left


NAMES = {
    "newline": b"a\nb.txt",
    "no UTF-8": b"\xe9\xff.txt",
    "as long as may be": b"x" * 251 + b".txt",
    "quotes and a mention": b"@everyone '\"<>&.txt",
    "dots": b"a..txt..txt",
    "capitals": b"REPORT.TXT",
    "a dash": b"-rf.txt",
    "right to left": "\u202egnp.txt".encode(),
    "an address": b"?a=b#c%2F.txt",
}


@pytest.mark.parametrize("case", NAMES)
@pytest.mark.parametrize("body", [SAID.encode(), b""], ids=["read", "failed"])
async def test_whatever_a_file_is_called_it_is_read_and_moved(tmp_path, case, body):
    name = os.fsdecode(NAMES[case])
    (tmp_path / name).write_bytes(body)
    source = inbox_at(tmp_path)
    async with fetcher_for(source) as fetcher:
        feed = await looked_twice(fetcher, source)
    assert (tmp_path / ("done" if body else "failed") / name).is_file()
    assert not (tmp_path / name).exists()
    for entry in feed.entries:
        entry.url.encode("ascii")
        assert entry.title.isprintable()
    for problem in feed.problems:
        assert problem.isprintable()
        problem.encode()


async def test_a_name_that_is_taken_in_done_overwrites_nothing(tmp_path):
    source = inbox_at(tmp_path)
    async with fetcher_for(source) as fetcher:
        for text in ("One.", "Another."):
            (tmp_path / "a.txt").write_text(text)
            await looked_twice(fetcher, source)
    kept = sorted((tmp_path / "done").iterdir())
    assert len(kept) == 2
    assert {one.read_text() for one in kept} == {"One.", "Another."}
    assert {one.suffix for one in kept} == {".txt"}


async def test_a_file_that_cannot_be_moved_is_named_and_not_read_again(tmp_path, monkeypatch):
    source = inbox_at(tmp_path)
    (tmp_path / "a.txt").write_text(SAID)

    def refused(*_args, **_kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(inboxes, "_moved", refused)
    async with fetcher_for(source) as fetcher:
        assert len((await looked_twice(fetcher, source)).entries) == 1
        feed = await polled(fetcher, source)
        assert feed.entries == ()
        assert feed.problems == ("a.txt is done with and cannot be moved",)


class BusyParser:
    """Has no time, as often as is said."""

    def __init__(self, times):
        self.times = times
        self.inner = inboxes

    async def listing(self, body, **arguments):
        self.times -= 1
        if self.times >= 0:
            raise SourceError(FetchOutcome.TOO_COSTLY, arguments["url"], "parsing it took longer than 60 s")
        return read_inbox_file(body, **arguments)

    async def close(self):
        pass


@pytest.mark.parametrize(("times", "ends"), [(2, "done"), (3, "failed")])
async def test_a_file_for_which_the_machine_has_no_time_is_tried_three_times(tmp_path, times, ends):
    source = inbox_at(tmp_path)
    (tmp_path / "a.txt").write_text(SAID)
    async with fetcher_for(source, parser=BusyParser(times)) as fetcher:
        for _ in range(4):
            await polled(fetcher, source)
    assert (tmp_path / ends / "a.txt").is_file()


async def test_very_many_files_are_read_over_several_polls(tmp_path):
    source = inbox_at(tmp_path)
    for number in range(45):
        (tmp_path / f"{number:02}.txt").write_text(f"Text {number} says no.")
    async with fetcher_for(source) as fetcher:
        sizes = [len((await polled(fetcher, source)).entries) for _ in range(5)]
    assert sizes == [0, 20, 20, 5, 0]


FOLDERS = {
    "not there": (lambda _path: None, "there is no folder"),
    "a file": (lambda path: path.write_text("x"), "is not a folder"),
    "done leads elsewhere": (
        lambda path: (path.mkdir(), (path / "done").symlink_to(path.parent)),
        "its done or failed is not one",
    ),
}


@pytest.mark.parametrize("case", FOLDERS)
async def test_a_folder_that_cannot_be_used_is_named(tmp_path, case):
    make, why = FOLDERS[case]
    make(tmp_path / "inbox")
    source = inbox_at(tmp_path / "inbox")
    async with fetcher_for(source) as fetcher:
        with pytest.raises(SourceError, match=why) as raised:
            await polled(fetcher, source)
    assert raised.value.outcome is FetchOutcome.NO_FOLDER

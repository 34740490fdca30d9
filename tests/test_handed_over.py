"""What people and their programs hand over, through the whole bot, from a folder to the channels."""

from __future__ import annotations

import asyncio
import hmac
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import aiohttp
import pytest
from structlog.testing import capture_logs

from tests.canaries import WEBHOOK_SECRET
from tests.loopback.papers import docx, eml, pdf
from tests.loopback.server import free_port
from tests.whole import ALL_ON_DISCORD, Newsroom, make_haste, onrecord

WORDS = "The bridge will be open before the first snow falls on it."
OTHER_WORDS = "Nobody has ever built a harbour wall as long as this one."
INBOX = """
[[sources]]
id = "desk"
name = "The Desk"
kind = "inbox"
folder = "{folder}"
tier = "primary"
every = "0.05s"
"""


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    make_haste(monkeypatch)


def inbox_room(tmp_path):
    folder = tmp_path / "inbox"
    folder.mkdir()
    return Newsroom(tmp_path, sources={"wire": "wire"}, more=INBOX.format(folder=folder)), folder


FORMS = {
    "a.txt": f"trump: {WORDS}".encode(),
    "a.html": f"<p>trump: {WORDS}</p>".encode(),
    "a.eml": eml(f"trump: {WORDS}", Subject="Remarks", Date=format_datetime(datetime.now(UTC))),
    "a.pdf": pdf([f"trump: {WORDS}"]),
    "a.docx": docx(f"trump: {WORDS}"),
}


@pytest.mark.parametrize("name", FORMS)
async def test_a_file_becomes_one_message_in_each_channel_and_lies_in_done(tmp_path, name):
    room, folder = inbox_room(tmp_path)
    async with room:
        (folder / "before.txt").write_text("The tide was high.")  # what lay there before the start is read too
        (folder / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
        async with room.bot():
            (folder / name).write_bytes(FORMS[name])
            await room.reported_once(WORDS)
            await room.until((folder / "done" / name).is_file)
            await room.until((folder / "failed" / "broken.pdf").is_file)
            (folder / f"again{name[1:]}").write_bytes(FORMS[name])
            await room.until((folder / "done" / f"again{name[1:]}").is_file)
            await room.reported_once(WORDS)
        assert "is a broken PDF" in (folder / "failed" / "broken.pdf.reason.txt").read_text()
        assert (folder / "done" / "before.txt").is_file()


async def test_what_is_too_old_is_on_record_and_reported_to_nobody(tmp_path):
    room, folder = inbox_room(tmp_path)
    async with room:
        sent_at = datetime.now(UTC) - timedelta(days=3)
        (folder / "old.eml").write_bytes(eml(f"trump: {WORDS}", Subject="Old", Date=format_datetime(sent_at)))
        async with room.bot():
            await room.until((folder / "done" / "old.eml").is_file)
            (folder / "new.txt").write_text(f"trump: {OTHER_WORDS}")
            await room.reported_once(OTHER_WORDS)
            assert (await room.counts()).statements == 2


async def test_why_says_of_second_hand_words_whose_they_are_and_that_they_went_nowhere(tmp_path):
    room, folder = inbox_room(tmp_path)
    async with room:
        async with room.bot():
            (folder / "a.txt").write_text(f"trump < venn: {WORDS}")
            (folder / "b.txt").write_text(f"trump: {OTHER_WORDS}")
            await room.reported_once(OTHER_WORDS)
        ended = await asyncio.to_thread(onrecord, "why", "inbox:desk/a.txt", "-c", room.config_path)
        said = " ".join(ended.out.split())
        assert WORDS in said
        assert "Kept as second-hand words, which are never reported." in said
        assert ALL_ON_DISCORD not in said


async def test_why_is_answered_of_a_file_by_its_name(tmp_path):
    room, folder = inbox_room(tmp_path)
    async with room:
        async with room.bot():
            (folder / "a letter & more.txt").write_text(f"trump: {WORDS}")
            (folder / "b.txt").write_text("The tide was high.")
            await room.reported_once(WORDS)
            await room.until((folder / "done" / "b.txt").is_file)
        ran = [
            await asyncio.to_thread(onrecord, "why", asked, "-c", room.config_path)
            for asked in ("inbox:desk/a letter & more.txt", "inbox:desk/b.txt", "inbox:desk/c.txt")
        ]
        assert [one.code for one in ran] == [0, 0, 0]
        said = [" ".join(one.out.split()) for one in ran]
        assert f"trump: “{WORDS}”" in said[0].replace("Donald Trump", "trump")
        assert "reported in" in said[0].lower()
        assert "names no tracked actor" in said[1]
        assert "Nothing of this name has come in. It would belong to:" in said[2]


async def test_killed_between_the_record_and_the_move_a_file_is_neither_reported_twice_nor_lost(tmp_path, monkeypatch):
    room, folder = inbox_room(tmp_path)
    async with room:
        (folder / "a.txt").write_text(f"trump: {WORDS}")
        moves = []

        async def unmoved(_self, source):
            moves.append(source.id)

        with monkeypatch.context() as patch:
            patch.setattr("bot.sources.inboxes.InboxFolders.settle", unmoved)
            async with room.bot():
                await room.reported_once(WORDS)
        assert "desk" in moves
        assert (folder / "a.txt").is_file()
        async with room.bot():
            await room.until((folder / "done" / "a.txt").is_file)
            (folder / "b.txt").write_text(f"trump: {OTHER_WORDS}")
            await room.reported_once(WORDS, OTHER_WORDS)


async def test_the_check_says_that_the_folder_can_be_used_and_moves_nothing(tmp_path):
    room, folder = inbox_room(tmp_path)
    async with room:
        (folder / "a.txt").write_text(f"trump: {WORDS}")
        ended = await asyncio.to_thread(onrecord, "check", "-c", room.config_path)
        assert f"ok   source desk: inbox: files put into {folder} are read" in ended.out
        assert (folder / "a.txt").is_file()
        (folder / "a.txt").rename(tmp_path / "a.txt")
        for name in ("done", "failed"):
            (folder / name).rmdir()
        folder.rmdir()
        ended = await asyncio.to_thread(onrecord, "check", "-c", room.config_path)
        assert f"FAIL source desk: there is no folder {folder}; make it" in ended.out


WEBHOOK = """
[webhook]
port = {port}
[[sources]]
id = "scraper"
name = "The Scraper"
kind = "webhook"
tier = "outlet"
"""


class Scraper:
    """Somebody's own program, that posts what it finds."""

    def __init__(self, port):
        self.url = f"http://127.0.0.1:{port}/texts"

    async def post(self, **fields):
        body = json.dumps({"source": "scraper", **fields}).encode()
        at = str(int(datetime.now(UTC).timestamp()))
        mac = hmac.new(WEBHOOK_SECRET.encode(), at.encode() + b"." + body, "sha256").hexdigest()
        headers = {
            "Content-Type": "application/json",
            "X-OnRecord-Timestamp": at,
            "X-OnRecord-Signature": f"sha256={mac}",
        }
        async with aiohttp.ClientSession() as session, session.post(self.url, data=body, headers=headers) as answer:
            return answer.status, await answer.json()


def webhook_room(tmp_path):
    port = free_port()
    room = Newsroom(tmp_path, sources={"wire": "wire"}, more=WEBHOOK.format(port=port))
    room.secrets = replace(room.secrets, webhook_secret=WEBHOOK_SECRET)
    return room, Scraper(port)


async def test_a_posted_text_becomes_one_message_in_each_channel_however_often_it_is_posted(tmp_path):
    room, scraper = webhook_room(tmp_path)
    async with room:
        async with room.bot():
            link = "https://harbour.example/bridge"
            first = await scraper.post(text=f"trump: {WORDS}", title="The bridge", url=link, author="Ada Vance")
            assert first == (202, {"id": first[1]["id"], "new": True})
            await room.reported_once(WORDS)
            assert "by Ada Vance" in room.alerts(ALL_ON_DISCORD)[0]
            again = await asyncio.gather(*[scraper.post(text=f"trump: {WORDS}", url=link) for _ in range(3)])
            assert again == [(202, {"id": first[1]["id"], "new": False})] * 3
            await room.reported_once(WORDS)
            assert (await scraper.post(text="x", author_id=3))[0] == 422
        async with room.bot():  # after a restart the text is still known
            assert (await scraper.post(text=f"trump: {WORDS}"))[1] == {"id": first[1]["id"], "new": False}
            await scraper.post(text=f"trump: {OTHER_WORDS}")
            await room.reported_once(WORDS, OTHER_WORDS)


async def test_what_is_posted_anew_under_an_address_is_reported_as_a_correction(tmp_path):
    room, scraper = webhook_room(tmp_path)
    async with room, room.bot():
        link = "https://harbour.example/bridge"
        first = await scraper.post(text=f"trump: {WORDS}\n\nThe tide was high, and the ferries ran.", url=link)
        assert first[0] == 202, "it was the bot that answered"
        await room.reported_once(WORDS)
        await scraper.post(text=f"trump: {OTHER_WORDS}\n\nThe tide was high, and the ferries ran.", url=link)
        await room.reported(2)
        assert any("“" in alert and OTHER_WORDS in alert for alert in room.alerts(ALL_ON_DISCORD)[1:])


async def test_nothing_listens_without_a_secret_and_the_check_says_so(tmp_path, monkeypatch):
    room, scraper = webhook_room(tmp_path)
    room.secrets = replace(room.secrets, webhook_secret=None)
    async with room:
        with capture_logs() as log:
            async with room.bot():
                with pytest.raises(aiohttp.ClientConnectorError):
                    await scraper.post(text=f"trump: {WORDS}")
        assert [one["set_to_turn_on"] for one in log if one["event"].startswith("webhook is off")] == ["WEBHOOK_SECRET"]
        monkeypatch.delenv("WEBHOOK_SECRET", raising=False)
        ended = await asyncio.to_thread(onrecord, "check", "-c", room.config_path)
        assert "FAIL webhook: off: WEBHOOK_SECRET is not set" in ended.out
        monkeypatch.setenv("WEBHOOK_SECRET", WEBHOOK_SECRET)
        ended = await asyncio.to_thread(onrecord, "check", "-c", room.config_path)
        assert f"ok   webhook: posts are taken at {scraper.url}" in ended.out

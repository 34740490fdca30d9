"""People ask on Discord and are answered, whatever the connection goes through."""

from __future__ import annotations

import asyncio
import re

import pytest
from discord.http import DiscordClientWebSocketResponse
from structlog.testing import capture_logs

from bot.core.errors import StoreError
from bot.core.model import Channel, FeedbackKind, Member, Platform
from handlers import limits
from handlers.command_table import FIND_STATEMENTS, OLD_NAMES, SLASH
from handlers.commands import Commands
from tests.handlers.discord.test_discord_rest import handler_for
from tests.handlers.samples import report_view, statement_view
from tests.loopback.discord import (
    ADMINISTRATOR,
    CHANNEL_ID,
    GUILD_ID,
    MANAGE_GUILD,
    OTHER_CHANNEL_ID,
    READER_ID,
    LoopbackDiscord,
    Reader,
    buttons,
    shown,
)
from tests.loopback.server import running, until
from tests.patience import patient
from tests.store.samples import delivery

pytestmark = pytest.mark.usefixtures("seven_statements")

DELIVERY = delivery("d1", channel=Channel(platform=Platform.DISCORD, channel_id=CHANNEL_ID))
CALLBACK = r"/callback$"


@pytest.fixture
async def handler(discord, store):
    async with running(handler_for(discord, store=store)) as handler:
        await discord.ready()
        yield handler


@pytest.mark.usefixtures("handler")
async def test_a_command_is_acknowledged_at_once_and_answered_to_one_reader(discord):
    reply = await discord.slash("statement", id="s3")
    assert "Bridge number 3." in reply.text
    assert reply.ephemeral
    assert reply.callback == {"type": 5, "data": {"flags": 64}}


@pytest.mark.usefixtures("handler")
async def test_two_statements_are_shown_side_by_side(discord):
    reply = await discord.slash("compare", first_id="s3", second_id="s4")
    for said in ("Not comparable: so few words", "Bridge number", "(not in these words in 1)", "`s3`", "`s4`"):
        assert said in reply.text
    assert reply.ephemeral


@pytest.mark.usefixtures("handler")
async def test_a_mistake_is_answered_plainly(discord):
    assert "No statement has the id" in (await discord.slash("statement", id="nothing")).text
    assert "the same statement" in (await discord.slash("compare", first_id="s3", second_id="s3")).text


@pytest.mark.usefixtures("handler")
async def test_a_command_that_is_registered_no_more_is_answered(discord):
    for data in ({"name": "fortune"}, {"name": SLASH, "options": [{"name": "fortune", "type": 1}]}, {"name": SLASH}):
        reply = await discord.interact(2, {"id": "1", "type": 1, **data})
    assert "/onrecord help" in reply.text


@pytest.mark.usefixtures("handler")
@pytest.mark.parametrize(
    ("name", "options"),
    [("statements", {"actor": "mayor"}), ("latest", {"actor": "mayor"}), ("help", {}), ("source", {"action": "list"})],
)
async def test_a_name_of_old_is_answered_as_before(discord, name, options):
    assert (await discord.old_slash(name, **options)).text == (await discord.slash(name, **options)).text


@pytest.mark.usefixtures("handler")
async def test_each_action_offers_what_it_takes(discord):
    (command,) = [one for one in discord.registered() if one["name"] == SLASH]
    (group,) = [one for one in command["options"] if one["name"] == "source"]
    taken = {one["name"]: [option["name"] for option in one.get("options", ())] for one in group["options"]}
    assert list(taken) == ["list", "find", "add", "test", "pause", "resume", "remove", "import", "export"]
    assert (taken["import"], taken["export"]) == (["file"], [])
    assert (taken["list"], taken["find"], taken["pause"]) == (["as"], ["what", "as"], ["what"])
    assert taken["add"][:3] == ["what", "id", "name"]
    reply = await discord.complete("source", "what", "wire", action="pause")
    assert [one["value"] for one in reply.choices] == ["wire"]


@pytest.mark.usefixtures("handler")
async def test_arguments_are_completed(discord):
    reply = await discord.complete("latest", "actor", "ven")
    assert reply.choices == [{"name": "Orla Venn", "value": "mayor"}]


async def test_pages_are_turned_and_the_buttons_survive_a_restart(discord, store):
    async with running(handler_for(discord, store=store)):
        await discord.ready()
        first = await discord.slash("statements", actor="mayor")
    assert list(first.buttons) == ["Next"]
    async with running(handler_for(discord, store=store)):
        await discord.ready(2)
        second = await discord.click(first.buttons["Next"])
        assert "page 2 of 2" in second.text
        assert list(second.buttons) == ["Previous"]
        back = await discord.click(second.buttons["Previous"])
    assert back.text == first.text
    assert second.callback["type"] == 6  # the page takes the place of the one before


async def test_an_alert_leads_to_its_statement(discord, handler):
    await handler.post(DELIVERY, report_view(statement_view("s3", text="Bridge number 3.")))
    (message,) = discord.messages(CHANNEL_ID)
    reply = await discord.click(buttons(message)["Context"])
    assert reply.ephemeral
    assert "Evidence" in reply.text
    assert len(discord.messages(CHANNEL_ID)) == 1


MODERATOR = Reader(id="900000000000000003", name="night desk")


async def test_what_is_said_of_a_statement_is_kept_with_who_said_it(discord, store):
    async with running(handler_for(discord, store=store, moderators=(f"discord:{MODERATOR.id}",))) as handler:
        await discord.ready()
        await handler.post(DELIVERY, report_view(statement_view("s3", text="Bridge number 3.")))
        (message,) = discord.messages(CHANNEL_ID)
        before = shown(message)
        for by in (Reader(), MODERATOR):
            assert (await discord.click(buttons(message)["Wrong speaker"], by=by)).ephemeral
    (view,) = await store.feedback()
    assert [(one.kind, one.person) for one in view.given] == [
        (FeedbackKind.WRONG_SPEAKER, Member(id=f"discord:{READER_ID}", name="reader")),
        (FeedbackKind.WRONG_SPEAKER, Member(id=f"discord:{MODERATOR.id}", name="night desk", moderator=True)),
    ]
    assert shown(message) == before  # the outbox corrects it


@pytest.mark.parametrize(
    ("permissions", "config", "keeps"),
    [
        pytest.param(0, {"routed": (CHANNEL_ID,)}, False, id="a reader"),
        pytest.param(0, {"moderators": (f"discord:{READER_ID}",)}, True, id="named in the config"),
        pytest.param(MANAGE_GUILD, {"routed": (CHANNEL_ID,)}, True, id="manages the server of this channel's alerts"),
        pytest.param(ADMINISTRATOR, {"routed": (OTHER_CHANNEL_ID,)}, True, id="an administrator, of another channel's"),
        pytest.param(MANAGE_GUILD, {"guilds": (GUILD_ID,)}, True, id="manages a server that is named"),
        pytest.param(MANAGE_GUILD, {}, False, id="manages a server that is none of the desk's"),
        pytest.param(MANAGE_GUILD, {"followed": (CHANNEL_ID,)}, False, id="nor by what its managers follow"),
        pytest.param(MANAGE_GUILD, {"routed": ("700000000000000099",)}, False, id="alerts go to another server"),
    ],
)
async def test_the_state_of_the_bot_is_for_its_moderators(discord, store, permissions, config, keeps):
    async with running(handler_for(discord, store=store, **config)):
        await discord.ready()
        reply = await discord.slash("status", by=Reader(permissions=permissions))
    assert ("for moderators" not in reply.text) is keeps


async def test_what_is_taken_back_takes_the_place_of_what_was_said(discord, store, handler):
    await handler.post(DELIVERY, report_view(statement_view("s3", text="Bridge number 3.")))
    noted = await discord.click(buttons(discord.messages(CHANNEL_ID)[0])["Not new"])
    taken = await discord.click(noted.buttons["Take back"])
    assert taken.callback == {"type": 6}
    assert taken.message["id"] == noted.message["id"]
    assert await store.feedback() == []


async def test_no_answer_takes_the_place_of_a_message_for_all(discord, handler):
    await handler.post(DELIVERY, report_view())
    (message,) = discord.messages(CHANNEL_ID)
    message["components"][0]["components"][0]["custom_id"] = "press:d1:turn~actors~0"
    before = shown(message)
    reply = await discord.click("press:d1:turn~actors~0")
    assert reply.ephemeral
    assert reply.callback["type"] == 5
    assert shown(message) == before


async def test_a_button_of_an_answer_that_shows_something_leaves_the_answer(discord, handler):
    await handler.post(DELIVERY, report_view(statement_view("s3", text="Bridge number 3.")))
    noted = await discord.click(buttons(discord.messages(CHANNEL_ID)[0])["Not new"])
    other = discord._reply_messages[-1]
    other["components"][0]["components"][0]["custom_id"] = "press::show~statement~s3"
    more = await discord.click("press::show~statement~s3")
    assert more.message["id"] != noted.message["id"]
    assert more.ephemeral


async def test_what_is_delivered_twice_is_answered_once(discord, store, handler):
    await handler.post(DELIVERY, report_view(statement_view("s3", text="Bridge number 3.")))
    (message,) = discord.messages(CHANNEL_ID)
    pressed = {"custom_id": buttons(message)["Not new"], "component_type": 2}
    interaction = await discord.send_interaction(3, pressed, message=message)
    await discord.send_again(interaction)
    await interaction.reply
    await discord.slash("actors")
    assert discord.count("POST", f"{interaction.token}/callback$") == 1
    assert len((await store.feedback())[0].given) == 1


@pytest.mark.usefixtures("handler")
async def test_a_fault_of_ours_is_said_and_logged(discord, monkeypatch):
    async def fail(*_, **__):
        raise KeyError

    monkeypatch.setattr(Commands, "run", fail)
    with capture_logs() as logs:
        assert "went wrong" in (await discord.slash("actors")).text
    assert [one["event"] for one in logs if one["log_level"] == "error"] == ["discord answer failed"]


async def test_a_record_that_cannot_be_used_is_reported_where_a_button_was_pressed(
    discord, store, handler, monkeypatch
):
    async def fail(*_):
        msg = "disk full"
        raise StoreError(msg)

    await handler.post(DELIVERY, report_view(statement_view("s3", text="Bridge number 3.")))
    monkeypatch.setattr(store, "statement", fail)
    reply = await discord.click(buttons(discord.messages(CHANNEL_ID)[0])["Context"])
    assert "cannot be read right now" in reply.text
    monkeypatch.undo()
    assert "Evidence" in (await discord.click(reply.buttons["Try again"])).text


async def test_a_button_of_another_version_is_answered(discord, handler):
    await handler.post(DELIVERY, report_view())
    (message,) = discord.messages(CHANNEL_ID)
    message["components"][0]["components"][0]["custom_id"] = "vote:1"
    reply = await discord.click("vote:1")
    assert reply.ephemeral
    assert "/onrecord help" in reply.text


async def test_commands_are_registered_when_they_changed_and_only_then(discord, store):
    for life in (1, 2):
        async with running(handler_for(discord, store=store)):
            await discord.ready(life)
            await discord.until(lambda life=life: discord.count("GET", "/commands$") == life)
            assert [one["name"] for one in discord.registered()] == [SLASH, *OLD_NAMES, FIND_STATEMENTS]
    assert discord.count("PUT", "/commands$") == 1
    discord.commands[""][0]["description"] = "of another version"
    async with running(handler_for(discord, store=store)):
        await discord.until(lambda: discord.count("PUT", "/commands$") == 2)


async def test_commands_of_one_guild_are_not_offered_twice(discord, store):
    async with running(handler_for(discord, store=store)):
        await discord.ready()
    async with running(handler_for(discord, store=store, guilds=(GUILD_ID,))):
        await discord.ready(2)
        # What a guild has of its own is not offered in direct messages: there it is what is offered everywhere.
        await discord.until(lambda: [(one["name"], one["contexts"]) for one in discord.commands[""]] == [(SLASH, [1])])
        assert [one["name"] for one in discord.registered()] == [SLASH, *OLD_NAMES, FIND_STATEMENTS]
    before = discord.count("PUT", "/commands$")
    async with running(handler_for(discord, store=store, guilds=(GUILD_ID,))):
        await discord.ready(3)
        await discord.until(lambda: discord.requests[-1][:2] == ("GET", "/applications/900000000000000001/commands"))
    assert discord.count("PUT", "/commands$") == before


async def test_a_guild_that_did_not_invite_us_takes_nothing_away(discord, store):
    discord.fail("PUT", f"/guilds/{GUILD_ID}/commands$", 403, body={"code": 50001, "message": "Missing Access"})
    with capture_logs() as logs:
        async with running(handler_for(discord, store=store, guilds=(GUILD_ID,))) as handler:
            await discord.until(lambda: discord.count("GET", "/applications/\\d+/commands$"))
            await handler.post(DELIVERY, report_view())
    assert [one for one in logs if "applications.commands" in one["event"]]


async def test_commands_that_cannot_be_registered_now_are_registered_later(discord, store):
    discord.fail("GET", "/commands$", 429, body={"message": "slow", "retry_after": 0.02})
    discord.fail("PUT", "/commands$", 429, body={"message": "slow", "retry_after": 0.02})
    async with running(handler_for(discord, store=store)):
        await discord.ready()


async def test_only_what_needs_no_privilege_is_asked_for(discord, handler):
    privileged = 1 << 1 | 1 << 8 | 1 << 15
    assert handler.state == "connected"
    assert discord.identifies[0]["intents"] & privileged == 0


# What goes wrong


async def test_a_first_connect_that_is_refused_is_tried_again(store):
    async with LoopbackDiscord(gateway_open=False) as discord, running(handler_for(discord, store=store)) as handler:
        await discord.until(lambda: discord.count("GET", "/users/@me") >= 2)
        assert handler.state.startswith("connecting")
        await handler.post(DELIVERY, report_view())  # messages need no gateway
        assert len(discord.messages(CHANNEL_ID)) == 1
        await discord.open_gateway()
        await discord.ready()
        assert "Bridge number 3." in (await discord.slash("statement", id="s3")).text


@pytest.mark.usefixtures("handler")
async def test_a_gateway_that_closes_for_good_is_begun_anew(discord):
    await discord.close_gateway(4011)
    await discord.ready(2)
    assert not discord.resumes


@pytest.mark.usefixtures("handler")
async def test_an_interaction_of_an_unknown_kind_is_passed_over(discord):
    await discord.send_interaction(77, {"id": "1"})
    assert "Bridge number 3." in (await discord.slash("statement", id="s3")).text
    assert len(discord.identifies) == 1


@pytest.mark.usefixtures("handler")
async def test_an_interaction_that_cannot_be_answered_is_logged(discord):
    discord.fail("POST", CALLBACK, 404, body={"code": 10062, "message": "Unknown interaction"})
    with capture_logs() as logs:
        await discord.send_interaction(2, {"id": "1", "name": "actors", "type": 1})
        await discord.until(lambda: not discord.faults)
        assert "Bridge number 3." in (await discord.slash("statement", id="s3")).text
    assert [one["log_level"] for one in logs if one["event"] == "interaction not answered"] == ["warning"]
    assert not [one for one in logs if one["log_level"] == "error"]
    assert len(discord.replies) == 1


async def test_a_refused_token_is_said_and_not_tried_over_and_over(discord, store):
    async with running(handler_for(discord, store=store, token="old")) as handler:
        await discord.until(lambda: discord.count("GET", "/users/@me"))
        await until(lambda: handler.state.startswith("token refused"))
        assert "DISCORD_TOKEN" in handler.state
    assert discord.count("GET", "/users/@me") == 1


async def test_a_token_that_the_gateway_refuses_is_said_as_well(discord, store):
    async with running(handler_for(discord, store=store)) as handler:
        await discord.ready()
        await discord.close_gateway(4004)
        await until(lambda: handler.state.startswith("token refused"))
    assert len(discord.identifies) == 1


async def test_a_lost_connection_is_said_with_its_time(discord, store):
    async with running(handler_for(discord, store=store)) as handler:
        await discord.ready()
        await discord.stop()
        await until(lambda: handler.state.startswith("connecting"))
        assert re.match(r"connecting since 2026-03-01 12:00 UTC: ", handler.state)


async def test_closing_is_quick_and_may_be_done_twice(discord, store):
    handler = handler_for(discord, store=store)
    await handler.close()
    await handler.start()
    await discord.ready()
    async with asyncio.timeout(patient(2)):
        await handler.close()
        await handler.close()
    assert handler.state == "closed"
    await discord.until(lambda: not discord.online)


async def test_closing_does_not_wait_for_a_host_that_hangs(discord, store):
    handler = handler_for(discord, store=store)
    await handler.start()
    await discord.ready()
    discord.hang()
    async with asyncio.timeout(patient(2)):
        await handler.close()


async def test_a_close_that_is_cancelled_again_leaves_nothing_open(discord, store, monkeypatch):
    """On a slow machine the second cancel comes within the goodbye of a host that hangs."""
    monkeypatch.setattr(limits, "CANCEL_AGAIN_AFTER", 0.01)
    monkeypatch.setattr(DiscordClientWebSocketResponse, "close", lambda *_, **__: asyncio.Event().wait())
    handler = handler_for(discord, store=store)
    await handler.start()
    await discord.ready()
    async with asyncio.timeout(patient(2)):
        await handler.close()
    await discord.until(lambda: not discord.online)

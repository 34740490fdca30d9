"""What Slack sends by HTTP: signed, to one address, on a port that may be taken."""

from __future__ import annotations

import re
import time

import pytest

from tests.handlers.slack.test_slack_rest import handler_for
from tests.loopback.server import free_port, running, until
from tests.loopback.slack import shown

pytestmark = pytest.mark.usefixtures("seven_statements")


@pytest.fixture
async def by_http(slack, store):
    port = free_port()
    slack.http_target = f"http://127.0.0.1:{port}/slack/events"
    async with running(handler_for(slack, store=store, mode="http", port=port)) as handler:
        await until(lambda: handler.state.startswith("listening"))
        yield handler


@pytest.mark.parametrize(
    ("how", "status"),
    [
        pytest.param({"secret": "another"}, 401, id="another secret"),
        pytest.param({"timestamp": str(int(time.time()) - 301)}, 401, id="older than five minutes"),
        pytest.param({"timestamp": str(int(time.time()) + 4000)}, 401, id="from the future"),
        pytest.param({"timestamp": "now"}, 400, id="no time"),
        pytest.param({"headers": {"X-Slack-Signature": ""}}, 401, id="no signature"),
        pytest.param({"headers": {"X-Slack-Signature": "v0=\u00e9"}}, 401, id="a signature that is none"),
        pytest.param({"raw": b"payload=%7Bbroken"}, 400, id="a broken body"),
        pytest.param({"raw": b"\xff\xfe"}, 400, id="no text"),
        pytest.param({"raw": b"{}", "secret": "another"}, 401, id="an empty body, unsigned"),
    ],
)
@pytest.mark.usefixtures("by_http")
async def test_a_request_that_slack_did_not_sign_is_refused(slack, how, status):
    payload = slack.command_payload("statement s3")
    assert await slack.post_signed(payload, **how) == status
    await slack.slash("actors")
    assert slack.answers(payload) == []


@pytest.mark.usefixtures("by_http")
async def test_a_signature_is_over_the_whole_body(slack):
    payload = slack.command_payload("statement s3")
    signed = "v0=" + "0" * 64
    assert await slack.post_signed(payload, headers={"X-Slack-Signature": signed}) == 401


async def test_only_the_named_address_is_listened_on(by_http):
    assert re.fullmatch(r"listening on http://127\.0\.0\.1:\d+/slack/events", by_http.state)


async def test_a_port_that_is_taken_is_tried_again(slack, store):
    port = free_port()
    slack.http_target = f"http://127.0.0.1:{port}/slack/events"
    first = handler_for(slack, store=store, mode="http", port=port)
    async with running(first):
        await until(lambda: first.state.startswith("listening"))
        second = handler_for(slack, store=store, mode="http", port=port)
        await second.start()
        await until(lambda: second.state.startswith("connecting since"))
        assert str(port) in second.state
    await until(lambda: second.state.startswith("listening"))
    assert "Bridge number 3." in shown(await slack.slash("statement s3"))
    await second.close()

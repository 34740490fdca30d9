"""People of other workspaces install the app: two pages that a browser is led through, and the token that comes of it.

slack-bolt leads through it: it proves by a cookie that who comes back is who went, and asks Slack for the token. Only
the workspaces of `slack.workspaces` are let in: whoever is in one reads the record.
"""

from __future__ import annotations

import html
import logging
import secrets as random_secrets
from typing import TYPE_CHECKING, Any, Final

import structlog
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.error import BoltError
from slack_bolt.oauth.async_callback_options import AsyncCallbackOptions
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.oauth.installation_store import Installation as Given
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

from bot.core.errors import MessengerError, StoreError
from bot.core.model import Change, Installation, Platform
from handlers import limits
from handlers.render.pieces.text import plain
from handlers.slack.rest import SCOPES, SlackRest
from handlers.slack.workspaces import INSTALL_PATH, id_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiohttp import web
    from slack_bolt.oauth.async_callback_options import AsyncFailureArgs, AsyncSuccessArgs

    from bot.core.config import Config
    from bot.core.ports import Clock, InstallationWrites, Transactional
    from bot.core.secret_tokens import Secrets
    from handlers.slack.workspaces import Workspaces

log = structlog.get_logger()

RETURN_PATH: Final = "/slack/oauth_redirect"
_WHY_NOT_INSTALLED: Final = {
    "access_denied": "The app was not installed: Slack was told no.",
    "invalid_browser": f"This page was not reached from {INSTALL_PATH} in this browser. Begin there.",
    "invalid_state": f"This page waited for too long, or was opened twice. Begin anew at {INSTALL_PATH}.",
    "missing_code": f"Slack sent no code. Begin anew at {INSTALL_PATH}.",
    "invalid_code": f"Slack gave the bot no token; its log says why. Begin anew at {INSTALL_PATH}.",
}
_HEADERS: Final[dict[str, str | Sequence[str]]] = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
}


class Installer:
    """Lets workspaces install the app, and forgets those that remove it.

    Args:
        secrets: the app's id and secret at Slack.
        config: which workspaces may.
        store: keeps their tokens.
        workspaces: speak with these.
        clock: the time.

    """

    def __init__(
        self,
        *,
        secrets: Secrets,
        config: Config,
        store: Transactional[InstallationWrites],
        workspaces: Workspaces,
        clock: Clock,
    ) -> None:
        self._store = store
        self._workspaces = workspaces
        self._clock = clock
        self._command = config.slack.command
        quiet = logging.getLogger("onrecord.slack_oauth")
        quiet.setLevel(logging.ERROR)
        self._flow = _Flow(
            rest=workspaces.alone,
            logger=quiet,
            settings=AsyncOAuthSettings(
                client_id=secrets.slack_client_id,
                client_secret=secrets.slack_client_secret,
                scopes=sorted({"commands", *(scope for of_method in SCOPES.values() for scope in of_method)}),
                user_scopes=[],
                install_path=INSTALL_PATH,
                install_page_rendering_enabled=False,
                redirect_uri_path=RETURN_PATH,
                installation_store=_Kept(self, config=config),
                state_store=_States(clock),
                state_expiration_seconds=limits.SLACK_INSTALL_WITHIN,
                callback_options=AsyncCallbackOptions(success=self._done, failure=_failed),
                logger=quiet,
            ),
        )

    async def begin(self, request: web.Request) -> web.Response:
        """Lead a browser to Slack, where somebody chooses a workspace."""
        return await to_aiohttp_response(await self._flow.handle_installation(_as_bolt_has_it(request)))

    async def end(self, request: web.Request) -> web.Response:
        """Take what Slack sends back, and say what came of it."""
        return await to_aiohttp_response(await self._flow.handle_callback(_as_bolt_has_it(request)))

    async def save(self, given: Given) -> None:
        """Keep what came of an installation.

        Raises:
            StoreError: it could not be saved.

        """
        team_id = str(given.team_id)
        kept = Installation(
            workspace=f"{Platform.SLACK}:{team_id}",
            name=plain(given.team_name or "").strip() or team_id,
            token=str(given.bot_token),
            installed_at=self._clock.now(),
            installed_by=f"{Platform.SLACK}:{id_in(self._workspaces.key_of(team_id) or '', str(given.user_id))}",
        )
        async with self._store.transaction() as transaction:
            await transaction.save_installation(kept)
            await transaction.log_change(self._change(kept, "installed", by=kept.installed_by))
        await self._workspaces.forget(team_id)
        log.info("slack app installed", workspace=kept.workspace, name=kept.name, by=kept.installed_by)

    async def forget(self, team_id: str, *, why: str) -> None:
        """Forget a workspace that removed the app, or took its token back.

        Raises:
            StoreError: it could not be forgotten.

        """
        workspace = f"{Platform.SLACK}:{team_id}"
        async with self._store.transaction() as transaction:
            kept = await transaction.installation(workspace)
            if kept is not None:
                await transaction.remove_installation(workspace)
                await transaction.log_change(self._change(kept, "removed", by=workspace))
        await self._workspaces.forget(team_id)
        log.warning("slack app removed", workspace=workspace, why=why, way_out=f"install it anew at {INSTALL_PATH}")

    def _change(self, kept: Installation, action: str, *, by: str) -> Change:
        about = {"name": kept.name}
        is_there = action == "installed"
        return Change(
            at=self._clock.now(),
            by=by,
            name="",
            subject="workspace",
            subject_id=kept.workspace,
            action=action,
            before=None if is_there else about,
            after=about if is_there else None,
        )

    async def _done(self, args: AsyncSuccessArgs) -> BoltResponse:
        team_id, name = str(args.installation.team_id), plain(args.installation.team_name or "").strip()
        channel = id_in(self._workspaces.key_of(team_id) or "", "C…")
        said = (
            f"On Record is installed in {name or team_id}. Type /invite @On Record in a channel there, and lead alerts "
            f'to it: by {self._command} follow, or by a route of the config with channel = "slack:{channel}".'
        )
        return _page(200, "Installed", said)


class _Flow(AsyncOAuthFlow):
    """Asks for the token as all else is asked: slack-sdk's client signs with what aiohttp is about to take out."""

    def __init__(self, *, rest: SlackRest, logger: logging.Logger, settings: AsyncOAuthSettings) -> None:
        super().__init__(logger=logger, settings=settings)
        self._rest = rest

    async def run_installation(self, code: str) -> Given | None:
        asked = {"code": code, "client_id": self.settings.client_id, "client_secret": self.settings.client_secret}
        try:
            got = await self._rest.call("oauth.v2.access", asked, subject="slack app")
        except MessengerError as error:
            log.warning("slack app not installed", why=str(error))
            return None
        team: dict[str, Any] = got.get("team") or {}
        return Given(
            user_id=str((got.get("authed_user") or {}).get("id")),
            team_id=team.get("id"),
            team_name=team.get("name"),
            bot_token=got.get("access_token"),
            is_enterprise_install=bool(got.get("is_enterprise_install")),
        )


class _Kept(AsyncInstallationStore):
    """Where slack-bolt puts what it got: into the record, if the workspace is one of those that are served."""

    def __init__(self, installer: Installer, *, config: Config) -> None:
        self._installer = installer
        self._config = config

    async def async_save(self, installation: Given) -> None:
        team_id = installation.team_id
        if team_id not in self._config.slack.workspaces:
            await self._give_back(str(installation.bot_token))
            whole = "a whole organisation" if team_id is None else f"the workspace {team_id}"
            raise BoltError(
                f"This bot does not serve {whole}: its operator lists those that it does in slack.workspaces."
            )
        try:
            await self._installer.save(installation)
        except StoreError as error:
            log.error("slack app not installed", why=str(error))  # noqa: TRY400 - its text is all there is to say
            raise BoltError(f"The bot could not save it. Begin anew at {INSTALL_PATH} in a minute.") from error

    async def _give_back(self, token: str) -> None:
        rest = SlackRest(token=token, api=self._config.slack.api, contact=self._config.bot.contact)
        try:
            await rest.call("auth.revoke", {}, subject="slack")
        except MessengerError as error:
            log.warning("token not given back", why=str(error))
        finally:
            await rest.close()


class _States(AsyncOAuthStateStore):
    """What proves that who comes back from Slack went there from here: each is good once, for some minutes.

    In memory: the process that sent somebody away is the one that listens for the return.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._issued: dict[str, float] = {}  # state → until when it is good

    async def async_issue(self, *_args: Any, **_kwargs: Any) -> str:
        if len(self._issued) >= limits.REMEMBERED:
            del self._issued[next(iter(self._issued))]
        state = random_secrets.token_urlsafe(32)
        self._issued[state] = self._clock.now().timestamp() + limits.SLACK_INSTALL_WITHIN
        return state

    async def async_consume(self, state: str) -> bool:
        return self._issued.pop(state, 0.0) >= self._clock.now().timestamp()


async def _failed(args: AsyncFailureArgs) -> BoltResponse:
    said = str(args.error) if isinstance(args.error, BoltError) else _WHY_NOT_INSTALLED.get(args.reason)
    return _page(args.suggested_status_code, "Not installed", said or f"Slack said: {plain(args.reason)}.")


def _page(status: int, title: str, said: str) -> BoltResponse:
    body = (
        f"<!doctype html><html lang=en><meta charset=utf-8><title>{title}</title><h1>{title}</h1><p>{html.escape(said)}"
    )
    return BoltResponse(status=status, body=body, headers=_HEADERS)


def _as_bolt_has_it(request: web.Request) -> AsyncBoltRequest:
    return AsyncBoltRequest(
        body="", query=request.query_string, headers={name: str(value) for name, value in request.headers.items()}
    )

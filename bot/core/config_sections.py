"""The sections of `config.toml`, key by key."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Final, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from bot.core.config_values import (
    CalendarDay,
    ChannelName,
    ChannelOrNone,
    DatabaseAddress,
    Duration,
    DurationOrNever,
    GatewayAddress,
    GuildId,
    HeaderOrNone,
    Identifier,
    IpAddress,
    Language,
    LogLevel,
    LogLevels,
    MentionOrNone,
    PersonId,
    PublicAddress,
    Query,
    Reason,
    RouteManager,
    Selector,
    Share,
    SlashCommand,
    TimeOfDay,
    Timetable,
    TimeZone,
    UnwantedWord,
    WebAddress,
    Weekday,
    Word,
    Workspace,
)
from bot.core.database import DEFAULT_DATABASE
from bot.core.model import Kind, Novelty, SourceKind, Target, Tier, Urgency

if TYPE_CHECKING:
    from collections.abc import Iterable


class Section(BaseModel):
    """A table of the file. Nothing in it is assigned to; it takes the values of another when the file is read again."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    def take(self, other: Self, names: Iterable[str]) -> None:
        """Take the values of these keys, for whoever holds this section."""
        for name in names:
            self.__dict__[name] = getattr(other, name)
            (self.model_fields_set.add if name in other.model_fields_set else self.model_fields_set.discard)(name)


class BotSettings(Section):
    """`[bot]`."""

    contact: Annotated[str, Field(min_length=3)] = "no contact given"
    time_zone: TimeZone = "UTC"
    log: Literal["console", "json"] = "console"
    lookup_cut_off_after: Duration = timedelta(seconds=3)
    log_level: LogLevel = "info"
    log_levels: LogLevels = Field(default_factory=dict)
    ops_channel: ChannelOrNone = ""
    moderators: tuple[PersonId, ...] = ()


class StoreSettings(Section):
    """`[store]`."""

    url: DatabaseAddress = DEFAULT_DATABASE


class PollingSettings(Section):
    """`[polling]`."""

    every: Duration = timedelta(minutes=2)
    i_know: Reason = ""
    longest: Duration = timedelta(hours=6)
    timeout: Duration = timedelta(seconds=30)
    cut_off_after: Duration = timedelta(minutes=2)
    max_feed_bytes: Annotated[int, Field(ge=10_000, le=100_000_000)] = 10_000_000
    max_page_bytes: Annotated[int, Field(ge=10_000, le=100_000_000)] = 5_000_000
    max_redirects: Annotated[int, Field(ge=0, le=20)] = 5
    at_once: Annotated[int, Field(ge=1, le=100)] = 8
    per_host: Annotated[int, Field(ge=1, le=10)] = 2
    per_host_every: Duration = timedelta(seconds=0.5)
    allowed_private_hosts: tuple[str, ...] = ()
    give_up_after: Duration = timedelta(hours=48)
    baseline_after: Duration = timedelta(hours=12)
    recheck_every: Duration = timedelta(minutes=10)
    recheck_until: Duration = timedelta(days=7)


class AlertSettings(Section):
    """`[alerts]`."""

    max_age: Duration = timedelta(hours=24)
    give_up_after: Duration = timedelta(hours=48)
    least_confidence: Share = 0.5
    background_after: Duration = timedelta(days=7)
    edit_every: Duration = timedelta(minutes=1)
    remember: Duration = timedelta(days=90)
    limit: Annotated[int, Field(ge=1, le=1000)] = 12
    limit_per: Duration = timedelta(minutes=10)


class DiscordSettings(Section):
    """`[discord]`."""

    guilds: tuple[GuildId, ...] = ()
    api: WebAddress = "https://discord.com/api/v10"
    gateway: GatewayAddress = "wss://gateway.discord.gg/"


class SlackSettings(Section):
    """`[slack]`."""

    mode: Literal["socket", "http"] = "socket"
    api: WebAddress = "https://slack.com/api/"
    command: SlashCommand = "/onrecord"
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 3000
    route_managers: tuple[RouteManager, ...] = ()
    workspaces: tuple[Workspace, ...] = ()


class WebhookSettings(Section):
    """`[webhook]`."""

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8790
    max_bytes: Annotated[int, Field(ge=1_000, le=10_000_000)] = 1_000_000
    limit: Annotated[int, Field(ge=1, le=10_000)] = 60
    limit_per: Duration = timedelta(minutes=1)


class ReplaySettings(Section):
    """`[replay]`."""

    keep_for: Duration = timedelta(days=14)
    keep_bytes: Annotated[int, Field(ge=0)] = 2_000_000_000

    @property
    def keeps(self) -> bool:
        """Whether anything is kept at all."""
        return bool(self.keep_for and self.keep_bytes)


class MetricsSettings(Section):
    """`[metrics]`."""

    on: bool = False
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 9109
    ports: Annotated[int, Field(ge=1, le=100)] = 1


class WebSettings(Section):
    """`[web]`."""

    enabled: bool = False
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8791
    public_url: PublicAddress = ""
    proxy_header: HeaderOrNone = ""
    proxies: tuple[IpAddress, ...] = ("127.0.0.1", "::1")


class WorkSettings(Section):
    """`[work]`."""

    engine: Literal["in-process", "procrastinate"] = "in-process"
    concurrency: Annotated[int, Field(ge=1, le=200)] = 20

    @property
    def is_shared(self) -> bool:
        """Whether several processes share the work."""
        return self.engine == "procrastinate"


class RetentionSettings(Section):
    """`[retention]`. None is for ever."""

    texts: DurationOrNever = None
    outcomes: DurationOrNever = None
    polls: DurationOrNever = None
    deliveries: DurationOrNever = None
    statements: DurationOrNever = None


class TermSettings(Section):
    """One of `terms` of an actor."""

    begins: Annotated[CalendarDay, Field(alias="from")]
    ends: Annotated[CalendarDay | None, Field(alias="until")] = None
    role: str = ""

    @model_validator(mode="after")
    def _lasts(self) -> Self:
        if self.ends is not None and self.ends <= self.begins:
            msg = f"ends on {self.ends}, before it has begun on {self.begins}; from is its first day"
            raise ValueError(msg)
        return self


class ActorSettings(Section):
    """`[[actors]]`."""

    id: Identifier
    name: Annotated[str, Field(min_length=2)]
    role: str = ""
    aliases: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    institutions: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    venues: tuple[str, ...] = ()
    namesakes: tuple[str, ...] = ()
    pronouns: tuple[str, ...] = ("he", "him", "his", "himself")
    born: Annotated[int, Field(ge=1850, le=2050)] | None = None
    terms: tuple[TermSettings, ...] = ()
    queries: tuple[Query, ...] = ()

    @field_validator("terms", mode="after")
    @classmethod
    def _are_of_offices(cls, terms: tuple[TermSettings, ...], info: ValidationInfo) -> tuple[TermSettings, ...]:
        """Each is of an office that the actor is called by, and ends before the next one of that office begins."""
        role, titles = info.data.get("role", ""), info.data.get("titles", ())
        last: dict[str, TermSettings] = {}
        for term in terms:
            office = (term.role or role).casefold()
            if not office:
                msg = 'are of no office: the actor has no role; add one, or name the office in each: role = "…"'
                raise ValueError(msg)
            if office not in {one.casefold() for one in (role, *titles)}:
                msg = f"name “{term.role}”, which is neither the role nor among the titles; write it as it is there"
                raise ValueError(msg)
            before = last.get(office)
            if before is not None and (before.ends is None or before.ends > term.begins):
                msg = f"overlap: one begins on {term.begins}, before that of {before.begins} ends; put them in order"
                raise ValueError(msg)
            last[office] = term
        return terms


class SourceSettings(Section):
    """`[[sources]]`."""

    id: Identifier
    name: Annotated[str, Field(min_length=1)]
    url: WebAddress | None = None
    folder: Annotated[str, Field(min_length=1)] | None = None
    queries: tuple[Query, ...] = ()
    kind: SourceKind = SourceKind.FEED
    select: Selector | None = None
    next: Selector | None = None
    pages: Annotated[int, Field(ge=1, le=20)] = 1
    tier: Tier
    language: Language = "en"
    every: Duration | None = None
    i_know: Reason = ""
    article_hosts: tuple[str, ...] = ()
    voice: str | None = None


SEARCHES: Final = frozenset({SourceKind.SEARCH, SourceKind.GDELT})
URLS_OF_KINDS: Final = {
    SourceKind.GDELT: "https://api.gdeltproject.org/api/v2/doc/doc"
}  # where nothing else is written
QUERY_MARK: Final = "{query}"  # in the address of a search
# How often a kind is polled where nobody says: GDELT has something new every 15 minutes.
EVERY_OF_KINDS: Final = {SourceKind.INBOX: timedelta(seconds=5), SourceKind.GDELT: timedelta(minutes=15)}


class QuietSettings(Section):
    """`quiet` of a route."""

    begins: Annotated[TimeOfDay, Field(alias="from")]
    ends: Annotated[TimeOfDay, Field(alias="to")]
    zone: TimeZone | None = None
    days: tuple[Weekday, ...] = ()
    mentions: bool = False

    @model_validator(mode="after")
    def _lasts(self) -> Self:
        if self.begins == self.ends:
            msg = 'begins and ends at the same time; write two times less than a day apart, like "22:00" and "07:00"'
            raise ValueError(msg)
        return self


class RouteSettings(Section):
    """`[[routes]]`."""

    channel: ChannelName
    actors: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    tiers: tuple[Tier, ...] = ()
    words: tuple[Word, ...] = ()
    not_words: tuple[UnwantedWord, ...] = ()
    novelty: tuple[Novelty, ...] = ()
    kinds: tuple[Kind, ...] = ()
    repeats: bool = False
    least_confidence: Share | None = None
    urgency: Urgency = Urgency.NORMAL
    mention: MentionOrNone = ""
    target: Target = Target.CHANNEL
    quiet: Annotated[QuietSettings | None, BeforeValidator(lambda value: None if value == {} else value)] = None


class DigestSettings(Section):
    """`[[digests]]`."""

    channel: ChannelName
    cron: Timetable
    zone: TimeZone | None = None
    actors: tuple[str, ...] = ()
    tiers: tuple[Tier, ...] = ()
    words: tuple[Word, ...] = ()
    repeats: bool = False
    least_confidence: Share | None = None


class Settings(Section):
    """The whole file, as it is written, with what its packs hold."""

    include: tuple[str, ...] = ()
    bot: BotSettings = Field(default_factory=BotSettings)
    store: StoreSettings = Field(default_factory=StoreSettings)
    polling: PollingSettings = Field(default_factory=PollingSettings)
    alerts: AlertSettings = Field(default_factory=AlertSettings)
    discord: DiscordSettings = Field(default_factory=DiscordSettings)
    slack: SlackSettings = Field(default_factory=SlackSettings)
    webhook: WebhookSettings = Field(default_factory=WebhookSettings)
    replay: ReplaySettings = Field(default_factory=ReplaySettings)
    retention: RetentionSettings = Field(default_factory=RetentionSettings)
    metrics: MetricsSettings = Field(default_factory=MetricsSettings)
    web: WebSettings = Field(default_factory=WebSettings)
    work: WorkSettings = Field(default_factory=WorkSettings)
    actors: tuple[ActorSettings, ...] = ()
    sources: tuple[SourceSettings, ...] = ()
    routes: tuple[RouteSettings, ...] = ()
    digests: tuple[DigestSettings, ...] = ()

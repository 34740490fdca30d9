"""`onrecord init`: asks what a newcomer wants, or takes it from options, and writes a config that is checked."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from bot.tools.at_terminal import CONFIG, EXIT_FAILED, ConfigPath
from bot.tools.check_cli import check

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from bot.tools.first_config import FirstAnswers, ShippedPack

PLATFORMS = ("discord", "slack", "terminal")
_TOKENS = {
    "discord": "DISCORD_TOKEN",
    "slack": "SLACK_BOT_TOKEN and SLACK_APP_TOKEN",
    "terminal": "",
}
_WHERE = {
    "discord": "Discord: the channel's id (Developer Mode on, right click, Copy Channel ID), or a link to it",
    "slack": "Slack: the channel's id, at the end of its details, or a link to it",
}


def init(
    *,
    platform: Annotated[str, typer.Option(help="discord, slack or terminal; asked for where it is left out.")] = "",
    channel: Annotated[str, typer.Option(help="The id of the channel that alerts go to, or a link to it.")] = "",
    actor: Annotated[list[str] | None, typer.Option(help="A person to track; once for each.")] = None,
    pack: Annotated[list[str] | None, typer.Option(help="A pack of sources; once for each.")] = None,
    source: Annotated[
        list[str] | None, typer.Option(metavar="URL", help="A feed or another source of your own; once for each.")
    ] = None,
    contact: Annotated[str, typer.Option(help="A mail address or page, sent to every host that is polled.")] = "",
    time_zone: Annotated[str, typer.Option(help='Such as "Europe/Berlin".')] = "UTC",
    check_it: Annotated[bool, typer.Option("--check", help="Then check it live, as `onrecord check` does.")] = False,
    config_path: ConfigPath = CONFIG,
) -> None:
    """Write a first config: asks for platform, channel, people and sources, or takes them from the options."""
    from bot.core.config import parse_config  # noqa: PLC0415 - `--help` needs none of this
    from bot.tools.first_config import FirstAnswers, channel_of, config_text, shipped_packs  # noqa: PLC0415
    from handlers.render.pieces.lengths import count  # noqa: PLC0415

    if config_path.exists():
        typer.echo(f"onrecord: {config_path}: already exists; name another with -c, or change it", err=True)
        raise typer.Exit(EXIT_FAILED)
    shipped = shipped_packs(_packs_folder())
    platform = _platform(platform)
    where = "" if platform == "terminal" else channel or _asked(_WHERE[platform], "--channel")
    people = tuple(actor or _listed(_asked("People to track, with commas", "--actor")))
    packs, addresses = tuple(pack or ()), tuple(source or ())
    if not packs and not addresses:
        packs, addresses = _reading_wanted(shipped)
    answers = FirstAnswers(
        channel=channel_of(platform, where),
        actors=tuple(one.strip() for one in people if one.strip()),
        packs=tuple(one.strip().removeprefix("packs/") for one in packs if one.strip()),
        sources=tuple(_own_sources(addresses)),
        contact=contact,
        time_zone=time_zone,
    )
    _require_known(answers, shipped)
    text = config_text(answers, shipped, name=str(config_path))
    config = parse_config(text, name=str(config_path), folder=config_path.parent)
    try:
        config_path.write_text(text, encoding="utf-8")
    except OSError as error:
        typer.echo(f"onrecord: {config_path}: cannot be written ({error.strerror})", err=True)
        raise typer.Exit(EXIT_FAILED) from error
    names = ", ".join(one.name for one in config.actors)
    typer.echo(f"{config_path}: {names}; {count(len(config.sources), 'source')}; alerts to {answers.channel}")
    if tokens := _TOKENS[platform]:
        typer.echo(f"Set {tokens} in the environment (README.md says where to get it), then:")
    if check_it:
        check(config_path)
    else:
        typer.echo(f"onrecord check -c {config_path}")
    typer.echo(f"onrecord run -c {config_path}")


def _platform(typed: str) -> str:
    wanted = (typed or _asked("Where alerts go: discord, slack or terminal", "--platform")).strip().casefold()
    near = [one for one in PLATFORMS if wanted and one.startswith(wanted)]
    if len(near) != 1:
        raise typer.BadParameter(f"{wanted!r} is not one of {', '.join(PLATFORMS)}", param_hint="--platform")
    return near[0]


def _reading_wanted(shipped: Sequence[ShippedPack]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Ask what is to be read: packs, or the addresses of sources."""
    with_sources = [one for one in shipped if one.sources]
    width = max((len(one.name) for one in with_sources), default=0)
    for one in with_sources:
        typer.echo(f"  {one.name:<{width}}  {one.sources:>2} sources: {one.about}")
    answers = _listed(_asked("Packs of sources, or addresses of feeds of your own, with commas", "--pack or --source"))
    return tuple(one for one in answers if "." not in one), tuple(one for one in answers if "." in one)


def _own_sources(addresses: Sequence[str]) -> Iterator[dict[str, str]]:
    """Make the tables of a newcomer's own sources."""
    from handlers.source_settings import settings_of, slug  # noqa: PLC0415
    from handlers.typed.mistake import MistakeError  # noqa: PLC0415

    taken: set[str] = set()
    for address in addresses:
        try:
            table = settings_of({"what": address.strip()})
        except MistakeError as error:
            raise typer.BadParameter(f"{address!r} is not a web address", param_hint="--source") from error
        base = slug(table["name"]) or "source"
        ids = (base, *(f"{base[:27]}-{number}" for number in range(2, 10_000)))
        table["id"] = next(one for one in ids if one not in taken)
        taken.add(table["id"])
        yield table


def _require_known(answers: FirstAnswers, shipped: Sequence[ShippedPack]) -> None:
    from bot.core.config_words import did_you_mean  # noqa: PLC0415

    names = [one.name for one in shipped]
    for one in answers.packs:
        if one not in names:
            known = f"{', '.join(names)}{did_you_mean(one, names)}"
            raise typer.BadParameter(f"{one!r} is not one of the packs: {known}", param_hint="--pack")
    if not answers.packs and not answers.sources:
        said = "without a pack or a source there is nothing to read; name one"
        raise typer.BadParameter(said, param_hint="--pack or --source")
    if not answers.actors:
        raise typer.BadParameter("name somebody to track", param_hint="--actor")


def _asked(question: str, option: str) -> str:
    """Ask a person; where nobody is there to answer, say which option would have answered."""
    if not sys.stdin.isatty():
        raise typer.BadParameter(f"is missing, and nobody is there to be asked: {question}", param_hint=option)
    return str(typer.prompt(question))


def _listed(text: str) -> list[str]:
    return [one.strip() for one in text.split(",") if one.strip()]


def _packs_folder() -> Path:
    from bot.core.config import example_config_path  # noqa: PLC0415

    return example_config_path().parent / "config" / "packs"

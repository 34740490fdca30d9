"""`onrecord source …`: the sources that people find, test, add, pause, resume, remove and list at the terminal."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.tools.at_terminal import CONFIG, EXIT_FAILED, ConfigPath, answer, config_at, operator
from handlers.tracking_commands import SOURCE_COMMAND

if TYPE_CHECKING:
    from bot.core.config import Config
    from bot.core.model import Source

source_cli = typer.Typer(help="Find, test, add, pause, resume, remove and list sources, also beside a running bot.")
SourceId = Annotated[str, typer.Argument(help="The id of a source, or its name.")]
OpmlPath = Annotated[Path, typer.Argument(help="An OPML file, as feed readers write it.")]


@source_cli.command("list")
def list_sources(
    config_path: ConfigPath = CONFIG, page: Annotated[int, typer.Option(help="The page to show.")] = 1
) -> None:
    """List every source, where it comes from, and whether it is paused."""
    answer(config_path, SOURCE_COMMAND, {"action": "list"}, page=page)


@source_cli.command("add")
def add_source(
    url: Annotated[str, typer.Argument(help="The address of what is to be polled.")],
    *,
    source_id: Annotated[str, typer.Option("--id", help="Short name; made of the name where it is left out.")] = "",
    name: Annotated[str, typer.Option(help="As alerts show it; the host where it is left out.")] = "",
    tier: Annotated[str, typer.Option(help="primary, wire, outlet or aggregator.")] = "outlet",
    kind: Annotated[str, typer.Option(help="As in config.example.toml; an account is known by its address.")] = "",
    every: Annotated[str, typer.Option(help='How often it is polled: "5m".')] = "",
    voice: Annotated[str, typer.Option(metavar="ACTOR", help="Whose own words all of its texts are.")] = "",
    language: Annotated[str, typer.Option(help="Of its texts.")] = "en",
    hosts: Annotated[str, typer.Option(help="Hosts beside its own site whose pages may be read, with commas.")] = "",
    select: Annotated[str, typer.Option(help="Of a listing: the CSS selector of the links.")] = "",
    next_page: Annotated[str, typer.Option("--next", help="Of a listing: the CSS selector of the next page.")] = "",
    pages: Annotated[str, typer.Option(help="Of a listing: how many pages are read at most.")] = "",
    i_know: Annotated[str, typer.Option(metavar="WHY", help="Why others are asked more than once a minute.")] = "",
    config_path: ConfigPath = CONFIG,
) -> None:
    """Add a source. A running bot polls it within a minute, and it is there after a restart."""
    given = {"id": source_id, "name": name, "tier": tier, "kind": kind, "every": every, "voice": voice}
    given |= {"language": language, "hosts": hosts, "select": select, "next": next_page, "pages": pages}
    given["i_know"] = i_know
    answer(config_path, SOURCE_COMMAND, given | {"action": "add", "what": url})


@source_cli.command("pause")
def pause_source(source: SourceId, config_path: ConfigPath = CONFIG) -> None:
    """Poll a source no more until it is resumed, be it of the config or added."""
    answer(config_path, SOURCE_COMMAND, {"action": "pause", "what": source})


@source_cli.command("resume")
def resume_source(source: SourceId, config_path: ConfigPath = CONFIG) -> None:
    """Poll a source again that was paused."""
    answer(config_path, SOURCE_COMMAND, {"action": "resume", "what": source})


@source_cli.command("remove")
def remove_source(source: SourceId, config_path: ConfigPath = CONFIG) -> None:
    """Remove a source that was added by command. What it reported stays on record."""
    answer(config_path, SOURCE_COMMAND, {"action": "remove", "what": source})


@source_cli.command("find")
def find_sources(
    url: Annotated[str, typer.Argument(help="The address of a site.")], config_path: ConfigPath = CONFIG
) -> None:
    """Find the feeds, sitemaps, lists and accounts of a site, with what each would bring. Ends with 1 if none does."""
    from rich.console import Console  # noqa: PLC0415 - `--help` needs none of this

    from bot.core.clock import SystemClock  # noqa: PLC0415
    from bot.tools.found import find_on_site, found_table  # noqa: PLC0415

    config = config_at(config_path)
    site = asyncio.run(find_on_site(config, url if "://" in url else f"https://{url}"))
    Console(highlight=False).print(found_table(site, now=SystemClock().now()))
    if not any(one.listed for one in site.found):
        raise typer.Exit(EXIT_FAILED)


@source_cli.command("test")
def try_one(
    source: Annotated[str, typer.Argument(help="The id of a source, or an address.")],
    *,
    kind: Annotated[str, typer.Option(help="Of an address; an account is known by its own.")] = "",
    voice: Annotated[str, typer.Option(metavar="ACTOR", help="Of an address: whose own words its texts are.")] = "",
    select: Annotated[str, typer.Option(help="Of a listing: the CSS selector of the links.")] = "",
    hosts: Annotated[str, typer.Option(help="Hosts beside its own site whose pages may be read, with commas.")] = "",
    config_path: ConfigPath = CONFIG,
) -> None:
    """Ask a source now: each step, its five newest items, their texts, and the statements in them. Saves nothing.

    Ends with 1 where a step failed.
    """
    from rich.console import Console  # noqa: PLC0415 - `--help` needs none of this

    from bot.tools.source_trial import shown_trial, try_source  # noqa: PLC0415

    given = {"what": source, "kind": kind, "voice": voice, "select": select, "hosts": hosts}
    config = config_at(config_path)
    trial = asyncio.run(try_source(config, asyncio.run(_meant(config, given))))
    Console(highlight=False).print(shown_trial(trial))
    if not trial.ok:
        raise typer.Exit(EXIT_FAILED)


@source_cli.command("import")
def import_sources(path: OpmlPath, config_path: ConfigPath = CONFIG) -> None:
    """Add the sources of an OPML file; what is polled already stays as it is. Ends with 1 if one was refused."""
    from bot.tools.opml_files import import_opml  # noqa: PLC0415 - `--help` needs none of this

    outcome = asyncio.run(import_opml(config_at(config_path), path, by=operator()))
    for line in outcome.lines():
        typer.echo(line)
    if outcome.refused:
        raise typer.Exit(EXIT_FAILED)


@source_cli.command("export")
def export_sources(
    path: Annotated[Path | None, typer.Argument(help="Where the OPML is written; standard output without it.")] = None,
    config_path: ConfigPath = CONFIG,
) -> None:
    """Write every source that has an address as OPML, with its tier and kind as attributes."""
    from bot.tools.opml_files import export_opml  # noqa: PLC0415 - `--help` needs none of this

    text, number, left = asyncio.run(export_opml(config_at(config_path)))
    if left:
        typer.echo(left, err=True)
    if path is None:
        typer.echo(text, nl=False)
        return
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        typer.echo(f"onrecord: {path}: cannot be written ({error.strerror})", err=True)
        raise typer.Exit(EXIT_FAILED) from error
    typer.echo(f"{path}: {number} sources")


async def _meant(config: Config, given: dict[str, str]) -> Source:
    """Return the source of an id, or one made of an address.

    Raises:
        SourceChangeError: there is none of that id, or none can be made.

    """
    from bot.core.config import read_source  # noqa: PLC0415
    from bot.core.errors import ConfigError, SourceChangeError  # noqa: PLC0415
    from bot.tools.stored import source_changes  # noqa: PLC0415
    from handlers.source_settings import settings_of  # noqa: PLC0415
    from handlers.typed.mistake import MistakeError  # noqa: PLC0415

    async with source_changes(config):
        known = config.sources.get(given["what"])
    if known is not None:
        return known
    if "." not in given["what"]:
        raise SourceChangeError(f"there is no source {given['what']}: `onrecord source list` lists them all")
    try:
        return read_source(settings_of(given) | {"id": "tried"}, config)
    except ConfigError as error:
        raise SourceChangeError("; ".join(error.problems)) from error
    except MistakeError as error:
        raise SourceChangeError(f"{given['what']} is not a web address") from error

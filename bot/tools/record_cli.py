"""The commands that keep the record: `onrecord backup`, `restore`, `move`, `migrate`, `export`, `prune` and `erase`."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.tools.at_terminal import CONFIG, ConfigPath, config_at, operator
from bot.tools.since_option import time_meant

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.progress import TaskID

    from bot.tools.backups.sealed import OnProgress


def backup(
    path: Annotated[Path, typer.Argument(help="The file to write, or a folder for one with the time as its name.")] = (
        Path()
    ),
    config_path: ConfigPath = CONFIG,
) -> None:
    """Copy the record into one compressed file with a checksum, also beside a running bot."""
    from bot.core.clock import SystemClock  # noqa: PLC0415 - `--help` needs none of this
    from bot.core.config import read_config  # noqa: PLC0415
    from bot.tools.backups import back_up  # noqa: PLC0415

    config = read_config(config_path)
    with _progress() as progress:
        made = back_up(config.store.url, path, at=SystemClock().now(), progress=progress)
    typer.echo(f"{made}: {made.stat().st_size / 1_000_000:,.1f} MB")


def restore(
    path: Annotated[Path, typer.Argument(help="A file that `onrecord backup` wrote.")],
    *,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the record that there is.")] = False,
    config_path: ConfigPath = CONFIG,
) -> None:
    """Verify a backup, then put it where the record lies. The bot must be stopped."""
    from bot.core.config import read_config  # noqa: PLC0415 - `--help` needs none of this
    from bot.tools.backups import restore_backup  # noqa: PLC0415

    config = read_config(config_path)
    with _progress() as progress:
        verified = restore_backup(config.store.url, path, overwrite=overwrite, progress=progress)
    typer.echo(f"{path}: restored; {verified}")


def move(
    to: Annotated[str, typer.Option("--to", metavar="URL", help="An empty database: postgresql://user@host/name.")],
    config_path: ConfigPath = CONFIG,
) -> None:
    """Copy the record into another database and verify it; interrupted, it goes on. The bot must be stopped."""
    import asyncio  # noqa: PLC0415 - `--help` needs none of this

    from bot.core.config import read_config  # noqa: PLC0415
    from bot.tools.moves import move_record  # noqa: PLC0415

    config = read_config(config_path)
    with _progress() as progress:
        moved = asyncio.run(move_record(config.store.url, to, progress=progress))
    typer.echo(moved)


def migrate(config_path: ConfigPath = CONFIG) -> None:
    """Bring the record to the version of this program, and end: what the bot does by itself when it starts."""
    import asyncio  # noqa: PLC0415 - `--help` needs none of this

    from bot.tools.migrating import migrate_record  # noqa: PLC0415

    typer.echo(asyncio.run(migrate_record(config_at(config_path, log_level="warning"))))


def export(
    folder: Annotated[Path, typer.Argument(help="Where the files are written.")] = Path(),
    *,
    statements: Annotated[
        bool, typer.Option("--statements", help="Statements with their sightings, as JSON, one a line.")
    ] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Statements as CSV, each with its first report.")] = False,
    actor: Annotated[str | None, typer.Option(metavar="ID", help="Statements of this actor.")] = None,
    source: Annotated[str | None, typer.Option(metavar="ID", help="Statements that this source reports.")] = None,
    words: Annotated[str | None, typer.Option(help="Statements with these words, as `statements` finds them.")] = None,
    since: Annotated[str | None, typer.Option(help='On record since: "2026-11-01", "30d", "monday".')] = None,
    until: Annotated[str | None, typer.Option(help="On record before that.")] = None,
    feedback: Annotated[
        bool, typer.Option("--feedback", help="What people said is wrong with alerts, in the forms of gold files.")
    ] = False,
    config_path: ConfigPath = CONFIG,
) -> None:
    """Write what is on record into files that other programs, and `evaluate`, read."""
    import asyncio  # noqa: PLC0415 - `--help` needs none of this

    if feedback == (statements or as_csv):
        raise typer.BadParameter("say what to export: --statements, --csv or --feedback")
    config = config_at(config_path, log_level="warning")
    if feedback:
        from bot.tools.evaluate import export_feedback  # noqa: PLC0415

        for path, number, unit in asyncio.run(export_feedback(config, folder)):
            typer.echo(f"{path}: {number} {unit}")
        return
    from bot.core.model import StatementQuery  # noqa: PLC0415
    from bot.tools.exports import export_statements  # noqa: PLC0415

    query = StatementQuery(
        actor_id=actor,
        source_id=source,
        words=words or None,
        since=time_meant(since, config) if since else None,
        until=time_meant(until, config) if until else None,
    )
    path, number = asyncio.run(export_statements(config, folder, query, as_csv=as_csv))
    typer.echo(f"{path}: {number} statements")


def prune(
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count, also beside a running bot.")] = False,
    compact: Annotated[
        bool, typer.Option("--compact", help="Then write SQLite's file anew, without what is free in it.")
    ] = False,
    config_path: ConfigPath = CONFIG,
) -> None:
    """Let go now of what `retention` and `replay` in the config keep no longer, as a running bot does by itself."""
    import asyncio  # noqa: PLC0415 - `--help` needs none of this

    from bot.tools.letting_go import compact_record, prune_record  # noqa: PLC0415

    config = config_at(config_path, log_level="warning")
    pruned = asyncio.run(prune_record(config, dry_run=dry_run))
    others, went = pruned.others, "would go" if dry_run else "gone"
    for kept, number in pruned.by_age.items():
        typer.echo(f"{kept}: {number:,} {went}")
    kept_for = f"{others.originals_kept:,} kept for [replay], {others.bytes_kept / 1_000_000:,.1f} MB"
    typer.echo(f"originals: {others.originals:,} {went}; {kept_for}")
    typer.echo(f"listings of texts that were on record: {others.listings:,} {went}")
    if not pruned.by_age:
        typer.echo("All else is kept for ever: no setting of [retention] says otherwise.")
    if compact and not dry_run and (sizes := compact_record(config)):
        before, after = (size / 1_000_000 for size in sizes)
        typer.echo(f"file: {before:,.1f} MB before, {after:,.1f} MB now")


def erase(
    *,
    source: Annotated[str | None, typer.Option(metavar="ID", help="What this source published.")] = None,
    actor: Annotated[str | None, typer.Option(metavar="ID", help="What this actor said.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count.")] = False,
    config_path: ConfigPath = CONFIG,
) -> None:
    """Delete all that is on record of a source or an actor. The bot must be stopped; nothing is deleted in channels."""
    import asyncio  # noqa: PLC0415 - `--help` needs none of this

    from bot.tools.letting_go import erase_from_record, leave_no_trace  # noqa: PLC0415

    if (source is None) == (actor is None):
        raise typer.BadParameter("say what to delete: --source ID or --actor ID")
    config = config_at(config_path, log_level="warning")
    gone = asyncio.run(erase_from_record(config, source=source, actor=actor, dry_run=dry_run, by=operator()))
    for table, number in sorted(gone.items()):
        if number:
            typer.echo(f"{table}: {number:,} {'would go' if dry_run else 'gone'}")
    if not gone.total():
        typer.echo(f"Nothing is on record of {source or actor}.")
    elif not dry_run:
        leave_no_trace(config)


@contextmanager
def _progress() -> Iterator[OnProgress]:
    """Show the steps on standard error, where a person looks on."""
    from rich.console import Console  # noqa: PLC0415 - `--help` needs none of this
    from rich.progress import Progress  # noqa: PLC0415

    console = Console(stderr=True, highlight=False)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        tasks: dict[str, TaskID] = {}

        def progress(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bar.add_task(step, total=total)
            bar.update(tasks[step], completed=done, total=total)

        yield progress


RECORD_COMMANDS = (backup, restore, move, migrate, export, prune, erase)

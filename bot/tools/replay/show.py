"""What a replay came to, for people and for programs."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from rich.console import Group
from rich.table import Table
from rich.text import Text

from bot.tools.replay.alerts import Becomes
from handlers.render.pieces.lengths import count
from handlers.render.pieces.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import RenderableType

    from bot.core.config import Config
    from bot.tools.replay import Replayed
    from bot.tools.replay.alerts import AlertChange, SaidThere

_KEPT, _LOST, _GAINED = ("  ", ""), ("- ", "red"), ("+ ", "green")
_IN_LINE: Final = "collapsed into a line that counts it: the channel had its limit"
_COLOURS: Final = {Becomes.COMES: "green", Becomes.GOES: "red", Becomes.CHANGES: "yellow"}


def shown_replay(replayed: Replayed, config: Config) -> RenderableType:
    """Return what comes, goes and changes as a table, and what was read as a line below it."""
    summary = Text(" ".join(_in_short(replayed)))
    if not replayed.changes:
        return summary
    names = {one.id: one.name for one in (*config.actors, *config.sources)}
    table = Table(show_lines=True)
    for name, ratio in (("alert", None), ("when (UTC)", None), ("who, and where", 2), ("what", 5), ("channels", 2)):
        table.add_column(name, overflow="fold", ratio=ratio)
    for change in replayed.changes:
        who = names.get(change.actor_id, change.actor_id)
        where = names.get(change.source_id, change.source_id)
        table.add_row(
            Text(change.becomes, style=_COLOURS[change.becomes]),
            Text(f"{change.at:%Y-%m-%d %H:%M}"),
            Text("\n".join(map(plain, (who, where, change.url)))),
            _words(change),
            Text("\n".join(change.channels)),
        )
    return Group(table, summary)


def _words(change: AlertChange) -> Text:
    """Return what is shown: before with a minus, after with a plus; what stays, once and without either."""
    shown = Text()
    for (mark, style), said in (
        (_KEPT, [one for one in change.before if one in change.after]),
        (_LOST, [one for one in change.before if one not in change.after]),
        (_GAINED, [one for one in change.after if one not in change.before]),
    ):
        for one in said:
            what = f"correction, {one.correction}" if one.correction else str(one.novelty)
            shown.append(("\n" if shown else "") + f"{mark}{what}: {plain(one.text)}", style=style)
    if change.was_in_line or change.is_in_line:
        mark, style = _KEPT if change.was_in_line and change.is_in_line else _LOST if change.was_in_line else _GAINED
        shown.append(f"\n{mark}{_IN_LINE}", style=style)
    return shown


def _in_short(replayed: Replayed) -> Iterable[str]:
    by_kind = Counter(change.becomes for change in replayed.changes for _ in change.channels)
    if replayed.since > replayed.asked_since:
        yield f"What is kept begins on {replayed.since:%Y-%m-%d at %H:%M} UTC."
    yield f"{count(replayed.texts, 'text')} read again since {replayed.since:%Y-%m-%d %H:%M} UTC."
    if replayed.unread:
        yield f"{replayed.unread} of them cannot be read by these rules."
    if replayed.without_source:
        yield f"{replayed.without_source} left out, of sources that there are no more."
    before, after = _counted(replayed.in_line_on_record), _counted(replayed.in_line_by_these_rules)
    yield f"{count(replayed.on_record, 'alert')} on record{before}, {replayed.by_these_rules} by these rules{after}:"
    kinds = [(Becomes.COMES, "come"), (Becomes.GOES, "go"), (Becomes.CHANGES, "change")]
    yield ", ".join(f"{by_kind[kind]} {verb}" for kind, verb in kinds) + "."


def _counted(in_line: int) -> str:
    return f" ({in_line} of them collapsed into a line)" if in_line else ""


def replay_json(replayed: Replayed) -> dict[str, Any]:
    """Return all of it for programs."""
    return {
        "since": replayed.since.isoformat(),
        "asked_since": replayed.asked_since.isoformat(),
        "texts": replayed.texts,
        "unread": replayed.unread,
        "without_source": replayed.without_source,
        "alerts": {"on_record": replayed.on_record, "by_these_rules": replayed.by_these_rules},
        "collapsed": {
            "on_record": replayed.in_line_on_record,
            "by_these_rules": replayed.in_line_by_these_rules,
        },
        "changes": [_change_json(one) for one in replayed.changes],
    }


def _change_json(change: AlertChange) -> dict[str, Any]:
    return {
        "alert": str(change.becomes),
        "at": change.at.isoformat(),
        "actor": change.actor_id,
        "source": change.source_id,
        "url": change.url,
        "title": change.title,
        "channels": list(change.channels),
        "before": [_said_json(one) for one in change.before],
        "after": [_said_json(one) for one in change.after],
        "collapsed": {"before": change.was_in_line, "after": change.is_in_line},
    }


def _said_json(said: SaidThere) -> dict[str, str]:
    correction = {"correction": str(said.correction)} if said.correction else {}
    return {"text": said.text, "novelty": str(said.novelty)} | correction

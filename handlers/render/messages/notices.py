"""What who runs the bot is told: what is out of order, since when and why, and that it is over."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from bot.core.model import NoticeKind, Platform
from handlers import limits
from handlers.render.messages.buttons import Press, buttons, token_of
from handlers.render.messages.note import Note
from handlers.render.pieces.lengths import clip, count, short
from handlers.render.pieces.moments import clock, spell
from handlers.render.pieces.segments import command, joined, line_text, strong, words
from handlers.render.statement.badges import Badge
from handlers.render.statement.credits import actor_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.core.config import Config
    from bot.core.model import Notice, NoticeSubject, NoticeView
    from handlers.render.pieces.segments import Line

_OF_ACTORS = frozenset({NoticeKind.SILENT_ACTOR})
_SAYS_MORE = {
    NoticeKind.SILENT_ACTOR: ("Actors", token_of(Press.SHOW, "actors")),
    NoticeKind.LOST_CHANNEL: ("Status", token_of(Press.SHOW, "status")),
    NoticeKind.STARTED_ANEW: ("Status", token_of(Press.SHOW, "status")),
}
_PLATFORMS = {str(Platform.DISCORD): "Discord", str(Platform.SLACK): "Slack"}


def notice_note(view: NoticeView, *, config: Config) -> Note:
    """Return the message of something that is out of order, or is in order again."""
    title, lines = (_end if view.is_over else _how_it_began)(view.notice, config)
    return Note(
        title=title,
        badge=Badge.ALL_CLEAR if view.is_over else Badge.NOTICE,
        lines=tuple(lines),
        fallback=clip(f"{title}: {'; '.join(map(line_text, lines))}", limits.FALLBACK),
        # By the button a message is found again after a crash, so each has one.
        buttons=buttons(_SAYS_MORE.get(view.notice.kind, ("Sources", token_of(Press.SHOW, "sources")))),
    )


def notice_lines(notice: Notice, *, config: Config) -> list[Line]:
    """Return something that is out of order in lines for an answer: what it is, and the details."""
    title, lines = _how_it_began(notice, config)
    return [(strong(title),), *lines]


def _how_it_began(notice: Notice, config: Config) -> tuple[str, list[Line]]:
    now, zone = notice.noticed_at, config.bot.time_zone
    if notice.kind is NoticeKind.LOST_CHANNEL:
        return _lost_channel(notice.subjects[0])
    if notice.kind is NoticeKind.STARTED_ANEW:
        return _started_anew(notice, config)
    if notice.kind is NoticeKind.NO_ANSWER:
        since = clock(notice.began_at, beside=now, zone=zone)
        asked: Line = (words(f"None of {count(len(config.sources), 'source')} has answered since "), since)
        causes = Counter(one.cause.partition(" (")[0] for one in notice.subjects if one.cause).most_common()
        named = ", ".join(f"{cause} {number}" for cause, number in causes[: limits.CAUSES_NAMED])
        lines: list[Line] = [
            (*asked, words(": is this machine offline?")),
            *([(words(f"Errors: {named}"),)] if named else []),
        ]
        return "No source answers", lines
    if len(notice.subjects) == 1:
        (only,) = notice.subjects
        name = _name(only.id, notice, config)
        title = f"No new statement by {name}" if notice.kind in _OF_ACTORS else f"{name} {_DOES[notice.kind]}"
        return title, [_why_and_since(only, notice, config)]
    noun = (
        f"by {count(len(notice.subjects), 'actor')}"
        if notice.kind in _OF_ACTORS
        else count(len(notice.subjects), "source")
    )
    title = f"No new statement {noun}" if notice.kind in _OF_ACTORS else f"{noun} {_DO[notice.kind]}"
    return title, list(_listed_subjects(notice.subjects, notice, config))


def _lost_channel(lost: NoticeSubject) -> tuple[str, list[Line]]:
    """Say that a channel refuses the bot, or with its token a whole platform."""
    cause: Line = (words(short(lost.cause, limits.REASON)),)
    if platform := _PLATFORMS.get(lost.id):
        again: Line = (words("Alerts wait. The bot goes on trying, and on the other platforms nothing has changed."),)
        return f"No alerts reach {platform}", [cause, again]
    again = (
        words("What is refused waits, and the bot goes on trying; "),
        command("routes retry"),
        words(" there tries at once."),
    )
    return f"Alerts do not reach {lost.id} as they should", [cause, again]


def _started_anew(notice: Notice, config: Config) -> tuple[str, list[Line]]:
    """Say that texts which are never read to their end had the bot start itself anew, and which."""
    how_often = next((f" ({one.cause})" for one in notice.subjects if one.cause), "")
    at = clock(notice.noticed_at, beside=notice.noticed_at, zone=config.bot.time_zone)
    why: Line = (
        words("At "),
        at,
        words(f"{how_often}, since these did not come to an end, and all other texts waited for them. "),
        words("Each is given up after three times."),
    )
    named = [(words(short(one.id, limits.REASON)),) for one in notice.subjects[: limits.SUBJECTS_NAMED]]
    return "The bot started itself anew", [why, *named]


def _end(notice: Notice, config: Config) -> tuple[str, list[Line]]:
    ended_at = notice.ended_at or notice.noticed_at
    if notice.kind is NoticeKind.LOST_CHANNEL:
        lost = notice.subjects[0].id
        said = f"after {spell(ended_at - notice.began_at)}. What waited is posted now."
        return f"Alerts reach {_PLATFORMS.get(lost, lost)} again", [(words(said),)]
    if notice.kind is NoticeKind.STARTED_ANEW:
        return "Texts are read again", [(words("The bot has not had to start itself anew for an hour."),)]
    if notice.kind is NoticeKind.NO_ANSWER:
        said = f"after {spell(ended_at - notice.began_at)}. What was published meanwhile is being read."
        return "Sources answer again", [(words(said),)]
    back = [one for one in notice.subjects if one.ended_at is not None]
    left = [one for one in notice.subjects if one.ended_at is None]
    if len(notice.subjects) == 1:
        name = _name(notice.subjects[0].id, notice, config)
        title = f"A new statement by {name}" if notice.kind in _OF_ACTORS else f"{name} {_DOES_AGAIN[notice.kind]}"
        return title, [(words(f"after {spell(ended_at - notice.began_at)}"),)]
    of_all = f"{len(back)} of {len(notice.subjects)}" if left else f"All {len(back)}"
    noun = "actors" if notice.kind in _OF_ACTORS else "sources"
    lines: list[Line] = [(words(f"{', '.join(_names(back, notice, config))}"),)]
    if left:
        lines.append((words(f"still {_STILL[notice.kind]}: {', '.join(_names(left, notice, config))}"),))
    return f"{of_all} {noun} {_DO_AGAIN[notice.kind]}", lines


_DOES = {NoticeKind.FAILING: "fails", NoticeKind.SILENT_SOURCE: "is silent"}
_DO = {NoticeKind.FAILING: "fail", NoticeKind.SILENT_SOURCE: "are silent"}
_DOES_AGAIN = {NoticeKind.FAILING: "answers again", NoticeKind.SILENT_SOURCE: "has news again"}
_DO_AGAIN = {
    NoticeKind.FAILING: "answer again",
    NoticeKind.SILENT_SOURCE: "have news again",
    NoticeKind.SILENT_ACTOR: "are quoted again",
}
_STILL = {NoticeKind.FAILING: "failing", NoticeKind.SILENT_SOURCE: "silent", NoticeKind.SILENT_ACTOR: "silent"}


def _listed_subjects(subjects: Sequence[NoticeSubject], notice: Notice, config: Config) -> Iterator[Line]:
    for one in subjects[: limits.SUBJECTS_NAMED]:
        yield (strong(_name(one.id, notice, config)), words(": "), *_why_and_since(one, notice, config))
    if (more := len(subjects) - limits.SUBJECTS_NAMED) > 0:
        yield (words(f"and {more} more"),)


def _why_and_since(subject: NoticeSubject, notice: Notice, config: Config) -> Line:
    """Say what is wrong with one subject."""
    span = spell(notice.noticed_at - subject.since)
    if notice.kind is NoticeKind.FAILING:
        since = clock(subject.since, beside=notice.noticed_at, zone=config.bot.time_zone)
        cause = words(short(subject.cause, limits.REASON) or "no answer")
        return joined([(cause,), (words("since "), since, words(f" ({span})"))])
    usual = usually(subject, of_actor=notice.kind in _OF_ACTORS)
    if notice.kind in _OF_ACTORS:
        return (words(f"nothing new for {span}; {usual}"),)
    return (words(f"It answers, but with nothing new for {span}; {usual}"),)


def usually(subject: NoticeSubject, *, of_actor: bool) -> str:
    """Say what is usual: `usually every 2 h on a weekday`, `usually 4 a day on a weekday`."""
    on = f" on a {subject.day}" if subject.day else ""
    a_day = subject.per_day
    if of_actor or a_day <= 1:
        return f"usually {a_day:.0f} a day{on}" if a_day >= 1.5 else f"usually {max(a_day * 7, 1):.0f} a week"  # noqa: PLR2004 - rounded, it is one a day
    hours = 24 / a_day
    every = f"{hours:.0f} h" if hours >= 0.9 else f"{max(round(hours * 12) * 5, 5)} min"  # noqa: PLR2004 - rounded
    return f"usually every {every}{on}"


def _names(subjects: Sequence[NoticeSubject], notice: Notice, config: Config) -> list[str]:
    names = [_name(one.id, notice, config) for one in subjects[: limits.SUBJECTS_NAMED]]
    more = len(subjects) - len(names)
    return [*names, *([f"{more} more"] if more else [])]


def _name(subject_id: str, notice: Notice, config: Config) -> str:
    if notice.kind in _OF_ACTORS:
        return actor_name(config, subject_id)
    source = config.sources.ever(subject_id)
    return short(source.name if source else "", limits.OUTLET) or subject_id

"""Messages that are no alerts, to be posted."""

from __future__ import annotations

from collections import Counter

from bot.core.model import (
    CorrectionKind,
    CorrectionView,
    DigestItem,
    DigestView,
    Notice,
    NoticeKind,
    NoticeSubject,
    NoticeView,
    OverflowView,
    SightingView,
    StatementView,
)
from tests.store.samples import NOON, after, article, correction, quotation, sighting, statement


def correction_view(text="We will build the bridge.", *, parent_ref="", now="", **changes) -> CorrectionView:
    """Return what became of words an hour after they were reported: gone, or where `now` is given, changed to that."""
    kind = CorrectionKind.CHANGED if now else CorrectionKind.REMOVED
    seen = sighting("s1-gazette", statement_id="s1", quotation=quotation(content=((0, len(text)),), evidence=(0, 1)))
    return CorrectionView(
        correction=correction(
            **{"sighting_id": seen.id, "statement_id": "s1", "kind": kind, "text": now, "noticed_at": after(60)}
            | changes
        ),
        statement=statement("s1", text=text),
        before=SightingView(
            sighting=seen,
            article=article(source_id="gazette", url="https://gazette.example/bridge?a=1", text=text),
        ),
        parent_ref=parent_ref,
    )


def overflow_view(**alerts: int) -> OverflowView:
    """Return alerts of the ten minutes after noon that were too many, by actor."""
    counted = {actor_id.replace("_", "-"): count for actor_id, count in alerts.items()}
    alerts = counted or {"mayor": 3}
    leads = tuple(statement(f"s-{actor_id}", actor_id=actor_id, text="The toll falls.") for actor_id in alerts)
    return OverflowView(id="0v3rfl0w", since=NOON, until=after(10), alerts=alerts, leads=leads)


def notice_view(*source_ids: str, kind=NoticeKind.FAILING, over=False, ended=None, **of_each) -> NoticeView:
    """Make a notice of sources since noon, noticed after 75 minutes; of those in `ended` it is over after 90."""
    ends = dict.fromkeys(source_ids if ended is None and over else ended or (), after(90))
    subjects = tuple(NoticeSubject(id=one, since=NOON, ended_at=ends.get(one), **of_each) for one in source_ids)
    notice = Notice(
        id="notice",
        kind=kind,
        began_at=NOON,
        noticed_at=after(75),
        subjects=subjects,
        reported=True,
        ended_at=after(90) if over else None,
    )
    return NoticeView(notice=notice, is_over=over)


def reported(number: int = 1, *, source_id="gazette", title="The bridge opens", page="", **changes) -> DigestItem:
    """Return a statement as an article of its own has it, so many minutes after noon."""
    text = changes.pop("text", f"We will open bridge number {number}.")
    page = page or f"a{number}"
    there = article(page, source_id=source_id, url=f"https://gazette.example/{page}", title=title, text=text)
    said = statement(f"s{number}", **{"text": text, "first_seen_at": after(number)} | changes)
    words = quotation(content=((0, len(text)),), evidence=(0, len(text)))
    seen = sighting(f"of-{said.id}", statement_id=said.id, article_id=there.id, quotation=words)
    view = StatementView(statement=said, sightings=(SightingView(sighting=seen, article=there),))
    return DigestItem(statement=view, article=there)


def digest_view(*listed: DigestItem, total: int = 0, **changes) -> DigestView:
    """Return what tells these statements, or of `total` the first of them."""
    counts: dict[str, Counter] = {}
    for one in listed or (reported(),):
        statement_ = one.statement.statement
        counts.setdefault(statement_.actor_id, Counter())[statement_.novelty] += 1
    if total > len(listed):
        first = next(iter(counts.values()))
        first[next(iter(first))] += total - len(listed)
    values = {"id": "d1gest", "since": NOON, "until": after(90), "counts": counts, "reported": listed or (reported(),)}
    values["is_catch_up"] = True
    return DigestView(**values | changes)

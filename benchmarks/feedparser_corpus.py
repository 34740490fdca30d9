"""feedparser's own tests through the feed adapter: what differs from what they assert, and why.

    python -m benchmarks.feedparser_corpus FOLDER [--all]

FOLDER is a checkout of https://github.com/kurtmckee/feedparser, or its git directory; it is read in place. Each of its
documents says in a comment what feedparser makes of it (`Expect: entries[0]['title'] == '…'`). What we keep of an entry
is held against that: title, text, address, key and date. Of markup the plain text counts, since that is all we keep.
What has neither a word nor an address is no entry of ours, and most of these documents have an image or a date alone:
such a one gets a headline first. `--all` names each document that differs.
"""

from __future__ import annotations

import argparse
import ast
import re
import subprocess
import warnings
from calendar import timegm
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from rich.console import Console
from rich.table import Table

from bot.core.errors import SourceError
from bot.core.urls import canonical_url
from bot.sources.parsers.feeds import parse_feed
from bot.sources.texts.plain import line_of, one_line, paragraphs_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.model import Entry

NOW: Final = datetime(2026, 3, 3, tzinfo=UTC)
URL: Final = "http://127.0.0.1:8097/feed.xml"
COMMENT: Final = re.compile(r"<!--(.*?)-->", re.DOTALL)
EXPECT: Final = re.compile(r"^\s*Expect:\s*(.+?)(?=^\s*\w+:|\Z)", re.DOTALL | re.MULTILINE)
CONTENT_TYPE: Final = re.compile(r"^\s*Header:\s*Content-[Tt]ype:\s*(.+)$", re.MULTILINE)
ENTRY: Final = re.compile(rb"<(?P<prefix>(?:\w+:)?)(?:entry|item)\b[^>]*>")
HEADLINE: Final = "A headline"
FIELDS: Final = {
    ("title",): "title",
    ("title_detail", "value"): "title",
    ("description",): "text",
    ("summary",): "text",
    ("summary_detail", "value"): "text",
    ("content", 0, "value"): "text",
    ("link",): "address",
    ("id",): "key",
    ("guid",): "key",
    ("published_parsed",): "date",
    ("created_parsed",): "date",
}
SAME: Final = "same"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assertion:
    """What a document says of one field of one entry."""

    place: int
    field: str
    expected: Any


def documents(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the names and bytes of the tests."""
    if not (folder / "HEAD").is_file():
        for path in sorted((folder / "tests").rglob("*.xml")):
            yield str(path.relative_to(folder)), path.read_bytes()
        return
    git = ["git", f"--git-dir={folder}"]
    listed = subprocess.run([*git, "ls-tree", "-r", "--name-only", "HEAD", "tests"], capture_output=True, check=True)  # noqa: S603
    for name in listed.stdout.decode().splitlines():
        if name.endswith(".xml"):
            yield name, subprocess.run([*git, "show", f"HEAD:{name}"], capture_output=True, check=True).stdout  # noqa: S603


def entries_of(body: bytes, content_type: str) -> tuple[Entry, ...]:
    """Return what we make of a document; where that is nothing, of the same with a headline in each entry.

    Raises:
        SourceError: it is no feed.

    """
    found = parse_feed(body, content_type=content_type, url=URL, now=NOW).entries
    if found or not ENTRY.search(body):
        return found
    headed = ENTRY.sub(b"\\g<0><\\g<prefix>title>%b</\\g<prefix>title>" % HEADLINE.encode(), body)
    return parse_feed(headed, content_type=content_type, url=URL, now=NOW).entries


def assertions(body: bytes) -> list[Assertion]:
    """Return what the comment of a document says of its entries, as far as we keep it."""
    comment = COMMENT.search(_decoded(body))
    expected = EXPECT.search(comment[1]) if comment else None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of backslashes in what it expects
            tree = ast.parse(expected[1].strip(), mode="eval") if expected else None
    except SyntaxError:
        return []
    compared = [one for one in ast.walk(tree) if isinstance(one, ast.Compare)] if tree else []
    return [found for one in compared if (found := _assertion(one)) is not None]


def _decoded(body: bytes) -> str:
    for encoding in ("utf-16", "utf-32") if body[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8",):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    return body.decode("latin-1")


def _assertion(compare: ast.Compare) -> Assertion | None:
    path = _path(compare.left)
    if not isinstance(compare.ops[0], ast.Eq) or path[:1] != ("entries",) or not isinstance(path[1:2], tuple):
        return None
    field = FIELDS.get(path[2:])
    try:
        expected = ast.literal_eval(compare.comparators[0])
    except ValueError:
        return None
    is_place = len(path) > 1 and isinstance(path[1], int)
    return Assertion(place=int(path[1]), field=field, expected=expected) if field and is_place else None


def _path(node: ast.expr) -> tuple[Any, ...]:
    match node:
        case ast.Name(id=name):
            return (name,)
        case ast.Subscript(value=value, slice=ast.Constant(value=key)):
            return (*_path(value), key)
        case ast.Attribute(value=value, attr=key):
            return (*_path(value), key)
        case _:
            return ()


def judged(assertion: Assertion, entries: tuple[Entry, ...]) -> str:
    """Return how an entry of ours differs from what is expected of it, or that it does not."""
    if assertion.place >= len(entries):
        return "no such entry"
    entry, expected = entries[assertion.place], assertion.expected
    match assertion.field:
        case "title":
            return _texts(line_of(str(expected)), "" if entry.title == HEADLINE else entry.title)
        case "text":
            return _texts(paragraphs_of(str(expected)), entry.text)
        case "address":
            return _address(str(expected), entry.url)
        case "key":
            return SAME if one_line(str(expected)) in {entry.key, entry.url} else "another key"
        case _:
            wanted = datetime.fromtimestamp(timegm(expected), UTC) if expected else None
            return SAME if entry.published_at == wanted else "no date" if entry.published_at is None else "another date"


def _texts(expected: str, ours: str) -> str:
    if ours == expected:
        return SAME
    wanted, has = "".join(expected.split()), "".join(ours.split())
    if wanted == has:
        return "spacing"
    if not has:
        return "empty"
    return "more than expected" if wanted in has else "less than expected" if has in wanted else "other words"


def _address(expected: str, ours: str) -> str:
    try:
        wanted = canonical_url(expected, base=URL)
    except ValueError:
        return SAME if ours.startswith(URL) else "an address that is none"
    return SAME if ours == wanted else "another address"


def main() -> None:
    """Print what differs."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--all", action="store_true")
    asked = arguments.parse_args()
    counts: dict[str, Counter[bool]] = defaultdict(Counter)
    differing: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    read = 0
    for name, body in documents(asked.folder):
        read += 1
        comment = _decoded(body)
        header = CONTENT_TYPE.search(comment)
        try:
            entries, failed = entries_of(body, header[1].strip() if header else ""), ""
        except SourceError as error:
            entries, failed = (), f"no feed: {error.detail}"[:60]
        for one in assertions(body):
            how = failed or judged(one, entries)
            counts[one.field][how == SAME] += 1
            if how != SAME:
                differing[one.field, how, name.rpartition("/")[0]].append(name.rpartition("/")[2])
    _print(read, counts, differing, every=asked.all)


def _print(
    read: int, counts: dict[str, Counter[bool]], differing: dict[tuple[str, str, str], list[str]], *, every: bool
) -> None:
    console = Console(highlight=False, soft_wrap=every)
    asserted = sum(map(Counter.total, counts.values()))
    console.print(f"{read} documents, {asserted} assertions of what we keep of an entry")
    table = Table("field", "asserted", "same", "differs")
    for field, found in sorted(counts.items()):
        table.add_row(field, str(found.total()), str(found[True]), str(found[False]))
    console.print(table)
    reasons = Table("field", "differs", "in", "documents", "such as")
    for (field, how, folder), names in sorted(differing.items(), key=lambda one: -len(one[1])):
        reasons.add_row(field, how, folder, str(len(names)), ", ".join(names if every else names[:2]))
    console.print(reasons)


if __name__ == "__main__":
    main()

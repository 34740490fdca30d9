"""`onrecord scan`: the statements of a text, a page or a stream, for people and, in a stable form, for programs."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from rich.console import Console

from bot.core.model import Kind, Precision, Quotation, View, Watched
from bot.tools.scan import Document, scan_result, table
from bot.watcher import WatchText
from tests.fakes.watcher import FakeWatcher
from tests.loopback.news import NewsServer, page
from tests.whole import FILLER, FakePipeline, needs_tagger, onrecord

TEXT = "trump: The bridge will be open before the first snow.\nmayor: The bridge was never closed.\n"


@pytest.fixture(autouse=True)
def _fake_pipeline(request, monkeypatch):
    if "real" not in request.node.name:
        monkeypatch.setattr("bot.watcher.SpacyWatcher", FakePipeline)


def line(document_id, text=TEXT, **more):
    return json.dumps({"id": document_id, "text": text, **more}).encode() + b"\n"


def rows(ended):
    assert ended.code == 0, ended.err
    return [json.loads(row) for row in ended.out.splitlines()]


def test_a_file_is_shown_as_a_table(tmp_path):
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    shown = onrecord("scan", tmp_path / "a.txt").out
    assert "The bridge will be open" in " ".join(shown.split())
    assert "never closed" not in shown


def test_the_table_shows_when_it_was_said_where_that_is_known():
    dated = onrecord("scan", "-", stdin=TEXT.replace("trump:", "trump (2019):").encode()).out
    assert "in 2019" in " ".join(dated.split())
    assert " said " not in onrecord("scan", "-", stdin=TEXT.encode()).out


def test_a_denial_is_shown_as_one():
    text = "Venn denied that she had ordered a strike."
    at = text.index("she had")
    found = Quotation(
        content=((at, len(text) - 1),),
        kind=Kind.INDIRECT,
        sense="denies",
        actor_id="venn",
        confidence=0.98,
        evidence=(0, 1),
    )
    document = Document(id="d", watch_text=WatchText(text=text))
    shown = table(document, Watched(quotations=(found,)), explain=False, all_speakers=False)
    console = Console(width=160, file=StringIO())
    console.print(shown)
    printed = " ".join(console.file.getvalue().replace("\u2502", " ").split())
    assert "denies that she had ordered a strike" in printed
    assert "reported?" in printed


def test_standard_input_is_read_as_json():
    result = json.loads(onrecord("scan", "-", "--json", stdin=TEXT.encode()).out)
    (statement,) = result["statements"]
    assert statement["actor"] == "trump"
    assert [TEXT[start:end] for start, end in statement["content"]] == [
        "The bridge will be open before the first snow."
    ]


def test_all_speakers_are_shown_where_asked_for():
    result = json.loads(onrecord("scan", "-", "--json", "--all-speakers", stdin=TEXT.encode()).out)
    assert [one["actor"] for one in result["statements"]] == ["trump", None]


@pytest.mark.parametrize(
    ("text", "why"),
    [("Nobody said a word.", "names no tracked actor"), ("mayor: The bridge was never closed.", "No statement")],
)
def test_nothing_found_is_said(text, why):
    assert why in onrecord("scan", "-", stdin=text.encode()).out


async def test_a_page_is_read_from_its_address():
    async with NewsServer() as news:
        news.put_page("/a", page("A bridge", [*TEXT.splitlines(), *FILLER]))
        ended = await asyncio.to_thread(onrecord, "scan", f"{news.url}/a", "--json")
    result = json.loads(ended.out)
    assert result["id"] == f"{news.url}/a"
    assert [one["actor"] for one in result["statements"]] == ["trump"]


async def test_a_page_that_is_gone_is_said():
    async with NewsServer() as news:
        ended = await asyncio.to_thread(onrecord, "scan", f"{news.url}/a")
    assert ended.code == 1
    assert f"{news.url}/a: gone" in ended.err


def test_a_stream_gives_one_line_a_document_in_its_order():
    documents = b"".join(line(f"d{number}") for number in range(70))
    found = rows(onrecord("scan", "--jsonl", stdin=documents + b"\n" + line("", text="")))
    assert [row["id"] for row in found] == [*(f"d{number}" for number in range(70)), ""]
    assert found[-1]["statements"] == []


def test_the_form_of_a_line_is_stable():
    (row,) = rows(onrecord("scan", "--jsonl", stdin=line("d", title="T", published_at="2026-03-01T12:00:00Z")))
    assert row == {
        "id": "d",
        "statements": [
            {
                "actor": "trump",
                "speaker": "Trump",
                "source": None,
                "cue": None,
                "content": [[7, 53]],
                "kind": "direct",
                "assertion": "stated",
                "confidence": 0.9,
                "text": ["The bridge will be open before the first snow."],
                "source_text": None,
                "cue_text": None,
                "verb": None,
                "asserts": "says",
                "manner": None,
                "second_hand": False,
                "teller": None,
                "said_at": None,
                "said_precision": None,
                "links": [],
                "rejected": None,
                "question": None,
                "not_reported": None,
            }
        ],
    }


def test_what_is_told_at_second_hand_is_no_tracked_actors(monkeypatch):
    def at_second_hand(_self, texts, **_options):
        return [Watched(quotations=tuple(replace(one, second_hand=True) for one in read(text))) for text in texts]

    def read(text):
        return FakeWatcher()._read(text.text).quotations

    monkeypatch.setattr(FakePipeline, "watch", at_second_hand)
    assert rows(onrecord("scan", "--jsonl", stdin=line("d"))) == [{"id": "d", "statements": []}]
    (row,) = rows(onrecord("scan", "--jsonl", "--all-speakers", stdin=line("d")))
    assert [one["actor"] for one in row["statements"]] == [None, None]


@pytest.mark.parametrize("document_id", ["d", "é", "\ud800", 7, ""])
def test_an_id_comes_back_as_it_was_given(document_id):
    (row,) = rows(onrecord("scan", "--jsonl", stdin=line(document_id, published_at="")))
    assert row["id"] == document_id


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        pytest.param(b"{", "line 3: not a document", id="no JSON"),
        pytest.param(b"[1]", "line 3: not a document", id="a list"),
        pytest.param(b'{"id": "x"}', "line 3: the document has no 'text'", id="no text"),
        pytest.param(b'{"text": "x"}', "line 3: the document has no 'id'", id="no id"),
        pytest.param(b'{"id": "x", "text": 7}', "line 3: not a document", id="a number for a text"),
        pytest.param(b'{"id": "x", "text": "", "published_at": "soon"}', "line 3: not a document", id="no time"),
        pytest.param(b'{"id": "x", "text": "\xff"}', "not UTF-8 text", id="not UTF-8"),
    ],
)
def test_a_bad_line_is_named_and_those_before_it_are_answered(bad, message):
    ended = onrecord("scan", "--jsonl", stdin=line("a") + line("b") + bad + b"\n" + line("c"))
    assert ended.code == 1
    assert ended.err.startswith("onrecord: ")
    assert message in ended.err
    if "UTF-8" not in message:  # what is read ahead is decoded in one piece
        assert [json.loads(row)["id"] for row in ended.out.splitlines()] == ["a", "b"]


def test_a_text_in_somebodys_own_voice_is_all_his():
    text = b"The bridge will be open before the first snow.\n"
    (statement,) = json.loads(onrecord("scan", "-", "--json", "--voice", "trump", stdin=text).out)["statements"]
    assert (statement["actor"], statement["content"]) == ("trump", [[0, 46]])
    found = rows(
        onrecord("scan", "--jsonl", stdin=line("a", text="It is open.", voice="trump") + line("b", text="It is."))
    )
    assert [[one["actor"] for one in row["statements"]] for row in found] == [["trump"], []]


@pytest.mark.parametrize(
    ("arguments", "stdin", "message"),
    [
        pytest.param(
            ("-", "--voice", "bob"), b"", "voice 'bob' is not one of the actors: baghaei, trump, netanyahu", id="text"
        ),
        pytest.param(
            ("--jsonl",), line("a", voice="bob"), "line 1: voice 'bob' is not one of the actors", id="document"
        ),
        pytest.param(("--jsonl",), line("a", voice=7), "line 1: not a document", id="a number"),
        pytest.param(("--jsonl", "--voice", "trump"), line("a"), "each document names its own", id="both"),
    ],
)
def test_a_voice_that_is_nobodys_is_said(arguments, stdin, message):
    ended = onrecord("scan", *arguments, stdin=stdin)
    assert ended.code != 0
    assert message in " ".join(ended.err.split())


@pytest.mark.parametrize("arguments", [("scan", "missing.txt"), ("scan", "--jsonl", "missing.jsonl")])
def test_a_missing_file_is_said_with_the_way_out(arguments):
    ended = onrecord(*arguments)
    assert ended.code == 1
    assert "missing" in ended.err
    assert "cannot be read" in ended.err


def test_a_text_that_is_not_utf_8_is_said(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"\xff\xfe")
    assert "not UTF-8 text" in onrecord("scan", tmp_path / "a.txt").err


@needs_tagger
def test_a_real_sentence_is_read_by_the_real_pipeline():
    text = "“We will keep the harbour open,” Benjamin Netanyahu told reporters. The mayor said that he agreed."
    (tracked,) = rows(onrecord("scan", "--jsonl", stdin=line("d", text=text)))
    (everyone,) = rows(onrecord("scan", "--jsonl", "--all-speakers", stdin=line("d", text=text)))
    (statement,) = tracked["statements"]
    assert (statement["actor"], statement["kind"]) == ("netanyahu", "direct")
    assert "harbour open" in text[slice(*statement["content"][0])]
    assert len(everyone["statements"]) == 2
    assert "netanyahu" in onrecord("scan", "-", "--explain", stdin=text.encode()).out.casefold()


@needs_tagger
def test_what_somebody_else_told_him_is_told_by_him_in_the_real_pipeline():
    text = b"Trump said Netanyahu had told him that the port of Haifa would open on Monday."
    (statement,) = rows(onrecord("scan", "--jsonl", stdin=line("d", text=text.decode())))[0]["statements"]
    assert statement["actor"] == "trump"


@needs_tagger
@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("Benjamin Netanyahu rejected claims that he had offered to close the quay.", "rejects"),
        ("Esmail Baghaei dismissed as false a report that the port had been sold.", "dismisses as false"),
    ],
)
def test_a_denial_is_shown_as_one_by_the_real_pipeline(text, verb):
    assert verb in onrecord("scan", "-", stdin=text.encode()).out
    (statement,) = rows(onrecord("scan", "--jsonl", stdin=line("d", text=text)))[0]["statements"]
    assert verb.startswith(statement["asserts"])


def test_a_row_says_what_was_asked_why_it_is_no_news_and_what_each_stage_did():
    text = "Asked whether he would run, the mayor said yes."
    quotation = Quotation(
        content=((43, 46),),
        kind=Kind.INDIRECT,
        actor_id="trump",
        confidence=0.9,
        evidence=(0, 47),
        said_at=datetime(2019, 1, 1, tzinfo=UTC),
        said_precision=Precision.YEAR,
        steps=("found by the model",),
    )
    document = Document(id="d", watch_text=WatchText(text=text, published_at=datetime(2026, 5, 4, tzinfo=UTC)))
    found = Watched(quotations=(quotation,))
    (row,) = scan_result(document, found, view=View.TRACKED, explain=True)["statements"]
    assert (row["question"], row["not_reported"]) == ("whether he would run", "background: said in 2019")
    assert row["steps"] == ["found by the model"]
    (row,) = scan_result(document, found, view=View.TRACKED, after=timedelta(days=4000))["statements"]
    assert row["not_reported"] is None
    assert "steps" not in row

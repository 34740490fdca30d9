"""Training articles are read as they are marked."""

from __future__ import annotations

from pathlib import Path

import pytest

from training.tagger.articles import ArticleError, Document, read_article, read_articles

ARTICLES = Path(__file__).parents[3] / "training" / "articles"


def article(tmp_path: Path, body: str) -> Document:
    path = tmp_path / "x.txt"
    path.write_text(f"title: A day\nkind: agency\npeople: 1 = Ann Lee; 2 = Bo Karr\n\n{body}", encoding="utf-8")
    return read_article(path)


def parts(document: Document) -> list[tuple[list[str], list[str], list[str]]]:
    return [
        tuple([document.text[start:end] for start, end in spans] for spans in (q.content, q.cue, q.source))
        for q in document.quotations
    ]


@pytest.mark.parametrize(
    ("body", "text", "expected"),
    [
        pytest.param(
            "⟦c1:“We go,”⟧ ⟦s1=1:Ann Lee⟧ ⟦q1:said⟧.",
            "“We go,” Ann Lee said.",
            [(["“We go,”"], ["said"], ["Ann Lee"])],
            id="one quotation",
        ),
        pytest.param(
            "⟦c1:“We go,”⟧ ⟦s1:she⟧ ⟦q1:said⟧. ⟦c1:“Now.”⟧",
            "“We go,” she said. “Now.”",
            [(["“We go,”", "“Now.”"], ["said"], ["she"])],
            id="interrupted",
        ),
        pytest.param(
            "⟦s1=2:He⟧ ⟦q1:said⟧ ⟦c1:Lee had told him ⟦x1:“no”⟧ twice⟧.",
            "He said Lee had told him “no” twice.",
            [(["Lee had told him “no” twice"], ["said"], ["He"])],
            id="inner quotation",
        ),
        pytest.param("⟦c1:We go⟧", "We go", [(["We go"], [], [])], id="content only"),
        pytest.param("⟦x1:“Go”⟧ they sang.", "“Go” they sang.", [], id="a second-hand quotation alone is none"),
        pytest.param("No one spoke.\n\nAt all.", "No one spoke.\n\nAt all.", [], id="nobody speaks"),
        pytest.param(
            "⟦s2=1:⟦s1=1:She⟧⟧ ⟦q1:said⟧ ⟦c1:no⟧, ⟦q2:adding⟧ ⟦c2:never⟧",
            "She said no, adding never",
            [(["no"], ["said"], ["She"]), (["never"], ["adding"], ["She"])],
            id="one source of two quotations",
        ),
    ],
)
def test_marks_become_spans(
    tmp_path: Path, body: str, text: str, expected: list[tuple[list[str], list[str], list[str]]]
) -> None:
    document = article(tmp_path, body)
    assert document.text == text
    assert parts(document) == expected


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param("⟦c1:We go", "is never closed", id="not closed"),
        pytest.param("We go⟧", "without ⟦", id="not opened"),
        pytest.param("⟦s1:She⟧ ⟦q1:spoke⟧", "quotation 1 has no content", id="no content"),
    ],
)
def test_a_wrong_mark_is_refused_with_its_place(tmp_path: Path, body: str, reason: str) -> None:
    with pytest.raises(ArticleError, match=rf"x\.txt: .*{reason}"):
        article(tmp_path, body)


def test_a_file_without_header_is_refused(tmp_path: Path) -> None:
    (tmp_path / "y.txt").write_text("only a body", encoding="utf-8")
    with pytest.raises(ArticleError, match=r"y\.txt: no blank line"):
        read_articles(tmp_path)


def test_every_article_of_the_project_can_be_read() -> None:
    documents = read_articles(ARTICLES)
    assert len(documents) >= 60
    assert not [document.id for document in documents if "⟦" in document.text or "⟧" in document.text]

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sources.texts.plain import line_of, paragraphs_of
from bot.sources.thresholds import LONGEST_ARTICLE


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        pytest.param("<p>One</p><p>Two</p>", "One\n\nTwo", id="paragraphs"),
        pytest.param("<p>We will <b>not</b> go,\n he said</p>", "We will not go, he said", id="inline and line wrap"),
        pytest.param("<h2>Head</h2><ul><li>a</li><li>b</li></ul>", "Head\n\na\n\nb", id="headings and lists"),
        pytest.param("First one.<br>Second one.", "First one.\n\nSecond one.", id="break after a sentence"),
        pytest.param("“First one.”<br/>Second", "“First one.”\n\nSecond", id="break after a quotation"),
        pytest.param("First<br>half", "First half", id="break within a sentence"),
        pytest.param("First<br><br>second", "First\n\nsecond", id="two breaks"),
        pytest.param("<p>a</p><script>b()</script><style>c{}</style><p>d</p>", "a\n\nd", id="scripts"),
        pytest.param("<p>a<script>b()</script>c</p>", "ac", id="tail of a script"),
        pytest.param("a <!-- b --> c", "a c", id="comments"),
        pytest.param("AT&amp;T &lt;3 &rsquo;s &#8217;", "AT&T <3 ’s ’", id="references"),
        pytest.param("1 < 2 and 3 > 2", "1 < 2 and 3 > 2", id="no markup"),
        pytest.param("one\n\ntwo\nthree", "one\n\ntwo three", id="plain text paragraphs"),
        pytest.param("<blockquote><p>a</p></blockquote>b", "a\n\nb", id="tail of a block"),
        pytest.param("<table><tr><td>a</td><td>b</td></tr></table>", "a\n\nb", id="cells"),
        pytest.param("so\u00adft\u200b hy\ufeffphen", "soft hyphen", id="invisible marks"),
        pytest.param("می\u200cخواهم", "می\u200cخواهم", id="persian joiner stays"),
        pytest.param("safe \u202eevil\u202c \u2066x\u2069 \u200fy", "safe evil x y", id="direction marks"),
        pytest.param("e\u0301", "é", id="composed"),
        pytest.param("a\x00b\x0bc", "abc", id="control characters"),
        pytest.param(
            "â\x80\x9cNo boats,â\x80\x9d he said, donâ€™t", "“No boats,” he said, don’t", id="UTF-8 read as such"
        ),
        pytest.param("\x93No boats,\x94 he said \x96 don\x92t", "“No boats,” he said – don’t", id="windows characters"),
        pytest.param("<p>&#147;No&#148;</p>", "“No”", id="references to windows characters"),
        pytest.param("a\x85b\x81c", "a bc", id="windows has no such characters"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_markup_becomes_paragraphs(markup, text):
    assert paragraphs_of(markup) == text


def test_a_title_is_one_line():
    assert line_of("<b>One</b>\n two<br><br>three") == "One two three"


def test_a_text_is_cut_between_paragraphs():
    text = paragraphs_of("<p>" + "</p><p>".join(["word " * 20] * 3000) + "</p>")
    assert len(text) <= LONGEST_ARTICLE
    assert text.endswith("word\n\n[…]")


def test_deep_nesting_is_read():
    assert paragraphs_of("<div>" * 20_000 + "deep") in {"deep", ""}
    assert paragraphs_of("<blockquote>" * 20_000 + "deep", in_own_voice=True) in {"> “deep”", ""}


@settings(deadline=None)
@given(
    st.text()
    | st.lists(st.sampled_from(["<p>", "</p>", "<br>", "<script>", "<!--", "<![CDATA[", "&", "x", "&#0;"])).map("".join)
)
def test_any_markup_becomes_text_without_empty_paragraphs(markup):
    text = paragraphs_of(markup)
    assert all(line and line == line.strip() for line in text.split("\n\n")) or not text


@pytest.mark.parametrize("mark", ["“", "“”", "' ", ". ", "— ", "«»\n"])
def test_marks_alone_are_cut_and_the_words_around_them_stand(mark):
    text = paragraphs_of(f"<p>The quay is closed {mark * 100_000} and the ferry waits.</p>")
    assert len(text) < 80
    assert text.startswith("The quay is closed ")
    assert text.endswith(" and the ferry waits.")


def test_marks_between_words_stand():
    text = "“No,” he said — “never…” (so it seems) * * * and so on: “yes!” " * 50
    assert paragraphs_of(text) == " ".join(text.split())

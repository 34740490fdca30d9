from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.urls import canonical_url, is_front_page, same_site, site_of


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        pytest.param("https://harbour.example/a/../b/./c", "https://harbour.example/b/c", id="dot segments"),
        pytest.param("https://harbour.example:443/a", "https://harbour.example/a", id="default port"),
        pytest.param("http://harbour.example:8080/a", "http://harbour.example:8080/a", id="other port stays"),
        pytest.param("HTTPS://Harbour.EXAMPLE/A", "https://harbour.example/A", id="case of host, not of path"),
        pytest.param("https://harbour.example/a#comments", "https://harbour.example/a", id="fragment"),
        pytest.param("https://harbour.example/a?utm_source=x&utm_medium=y", "https://harbour.example/a", id="utm"),
        pytest.param("https://harbour.example/a?at_medium=RSS&at_campaign=r", "https://harbour.example/a", id="at_"),
        pytest.param("https://harbour.example/a?fbclid=1&gclid=2&cmp=3", "https://harbour.example/a", id="click ids"),
        pytest.param("https://harbour.example/a?amp=1", "https://harbour.example/a", id="amp switch"),
        pytest.param("https://harbour.example/a?outputType=amp", "https://harbour.example/a", id="amp output"),
        pytest.param(
            "https://harbour.example/a?output=print", "https://harbour.example/a?output=print", id="other output"
        ),
        pytest.param(
            "https://harbour.example/a?b=2&a=1", "https://harbour.example/a?a=1&b=2", id="order of parameters"
        ),
        pytest.param("https://harbour.example/?12345", "https://harbour.example/?12345", id="nameless parameter stays"),
        pytest.param(
            "https://harbour.example/read.asp?cid=7&eid=9&utm_source=x",
            "https://harbour.example/read.asp?cid=7&eid=9",
            id="where the query is the address",
        ),
        pytest.param(
            "https://harbour.example/?p=7&ref=x", "https://harbour.example/?p=7", id="query of the front page"
        ),
        pytest.param(
            "https://harbour.example/a?id=1&section=2&copy=3",
            "https://harbour.example/a?copy=3&id=1&section=2",
            id="names that look like character references",
        ),
        pytest.param("https://harbour.example/a?x=1&amp;y=2", "https://harbour.example/a?x=1&y=2", id="escaped twice"),
        pytest.param("https://harbour.example//a//b", "https://harbour.example/a/b", id="double slashes"),
        pytest.param("https://harbour.example", "https://harbour.example/", id="no path"),
        pytest.param(" https://harbour.example/a\n", "https://harbour.example/a", id="space around"),
        pytest.param("https://harbour.example/خبر", "https://harbour.example/%D8%AE%D8%A8%D8%B1", id="persian path"),
        pytest.param("https://خبر.example/a", "https://xn--ngblk.example/a", id="persian host in ascii"),
    ],
)
def test_one_page_has_one_address(written, canonical):
    assert canonical_url(written) == canonical
    assert canonical_url(canonical) == canonical


@pytest.mark.parametrize(
    ("link", "absolute"),
    [
        ("/a", "https://harbour.example/a"),
        ("a", "https://harbour.example/feeds/a"),
        ("//cdn.example/a", "https://cdn.example/a"),
        ("?p=1", "https://harbour.example/feeds/main?p=1"),
    ],
)
def test_a_relative_link_starts_where_it_stood(link, absolute):
    assert canonical_url(link, base="https://harbour.example/feeds/main") == absolute


@pytest.mark.parametrize(
    "url",
    [
        "",
        "harbour",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "data:text/html,x",
        "ftp://harbour.example/a",
        "https://",
        "https://user@harbour.example/",
        "https://user:word@harbour.example/",
        "https://[::1",
        "http://a:0/",
        "http://a:99999/",
        "https://a.example/" + "x" * 3000,
        "https://a b.example/?".replace(" ", "%20"),
    ],
)
def test_what_is_no_web_address_is_refused(url):
    with pytest.raises(ValueError, match=r".*"):
        canonical_url(url)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://www.harbour.com/", "https://news.harbour.com/", True),
        ("https://harbour.co.uk/", "https://post.co.uk/", False),
        ("https://one.github.io/", "https://two.github.io/", False),
        ("https://harbour.com/", "https://harbour.com.evil.org/", False),
        ("http://127.0.0.1:1/", "http://127.0.0.1:2/", True),
        ("http://127.0.0.1/", "http://127.0.0.2/", False),
        ("http://one.intra/", "http://two.intra/", False),
    ],
)
def test_a_site_is_a_registrable_domain(one, other, same):
    assert same_site(one, other) is same


def test_a_trailing_dot_makes_no_other_site():
    assert site_of("www.harbour.com.") == "harbour.com"


@pytest.mark.parametrize(
    ("url", "front"), [("https://a.example", True), ("https://a.example/?p=1", False), ("https://a.example/b", False)]
)
def test_a_front_page_has_neither_path_nor_query(url, front):
    assert is_front_page(url) is front


@settings(deadline=None)
@given(st.text(max_size=60), st.sampled_from(["", "https://harbour.example/", "http://a:8/", "https://"]))
def test_any_text_is_an_address_or_a_value_error(text, prefix):
    try:
        canonical = canonical_url(prefix + text)
    except ValueError:
        return
    assert canonical_url(canonical) == canonical

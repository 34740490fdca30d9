from __future__ import annotations

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import SourceError
from bot.core.model import FetchOutcome
from bot.sources.asking.compression import Decompressor
from tests.loopback.news import Answer, NewsItem, rss
from tests.sources.samples import NOW, fetcher_for, source_at, state_of

PLAIN = b"<rss>" + b"A dispatch from the quay. " * 400 + b"</rss>"
RAW = zlib.compressobj(wbits=-zlib.MAX_WBITS)
FORMS = {
    "gzip": ("gzip", gzip.compress(PLAIN)),
    "two members": ("x-gzip", gzip.compress(PLAIN[:900]) + gzip.compress(PLAIN[900:])),
    "padded": ("gzip", gzip.compress(PLAIN) + b"\0" * 50),
    "junk behind": ("GZIP", gzip.compress(PLAIN) + b"junk"),
    "deflate": ("deflate", zlib.compress(PLAIN)),
    "deflate without a header": ("deflate", RAW.compress(PLAIN) + RAW.flush()),
}


def unpacked(name, data, *, size=100_000, at_a_time=100):
    stream = Decompressor.of(name)
    out = b""
    for start in range(0, len(data), at_a_time):
        out += stream.feed(data[start : start + at_a_time], room=size - len(out))
    return out, stream.is_whole


@pytest.mark.parametrize(("name", "data"), FORMS.values(), ids=FORMS)
def test_what_is_packed_comes_out(name, data):
    assert unpacked(name, data) == (PLAIN, True)


@pytest.mark.parametrize(("name", "data"), [FORMS["gzip"], FORMS["deflate"]], ids=["gzip", "deflate"])
@given(share=st.floats(min_value=0.01, max_value=0.99))
def test_one_that_ends_in_the_middle_is_not_whole(name, data, share):
    out, is_whole = unpacked(name, data[: max(int(len(data) * share), 1)])
    assert PLAIN.startswith(out)
    assert not is_whole


def test_of_a_bomb_no_more_is_unpacked_than_asked_for():
    out, _ = unpacked("gzip", gzip.compress(b"\0" * 50_000_000), size=10_000)
    assert len(out) == 10_000


def test_what_is_not_compressed_has_no_decompressor():
    assert Decompressor.of("") is None
    assert Decompressor.of("identity") is None


async def test_half_a_feed_is_an_error_and_is_asked_for_again(news):
    feed = rss([NewsItem(title=f"T{number}", path=f"/{number}", published_at=NOW) for number in range(200)])
    packed = gzip.compress(feed.encode())
    news.put("/feed", Answer(body=packed[: len(packed) // 2], headers={"Content-Encoding": "gzip"}))
    source = source_at(f"{news.url}/feed")
    async with fetcher_for(source) as fetcher:
        with pytest.raises(SourceError, match="cut off") as raised:
            await fetcher.fetch_feed(source, state_of(source))
        assert (raised.value.outcome, raised.value.permanent) == (FetchOutcome.HTTP_ERROR, False)
        news.put("/feed", Answer(body=packed, headers={"Content-Encoding": "gzip"}))
        assert len((await fetcher.fetch_feed(source, state_of(source))).entries) == 200

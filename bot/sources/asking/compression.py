"""Compressed bodies, decompressed piece by piece within a bounded size; one that ends in the middle is noticed."""

from __future__ import annotations

import zlib
from typing import Self

from bot.core.errors import SourceError
from bot.core.model import FetchOutcome

_GZIP = 16 + zlib.MAX_WBITS
_MAGIC = b"\x1f\x8b"  # a member of gzip begins with it
_RAW = -zlib.MAX_WBITS
_CODINGS = frozenset({"gzip", "x-gzip", "deflate"})
_RAW_FIRST = 0x0F  # low bits of the first byte: 8 in zlib's own header, RFC 1950
_DEFLATE = 8


class Decompressor:
    """Undoes gzip or deflate, several members one after the other too, as RFC 1952 allows."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._stream: zlib._Decompress | None = None

    @classmethod
    def of(cls, content_encoding: str) -> Self | None:
        """Return one for the header's value; None where the body is not compressed."""
        name = content_encoding.strip().casefold()
        return cls(name) if name in _CODINGS else None

    @property
    def is_whole(self) -> bool:
        """Whether the stream has come to its own end; an empty body is whole."""
        return self._stream is None or self._stream.eof

    def feed(self, data: bytes, *, room: int) -> bytes:
        """Return what a piece of the body holds, at most `room` bytes: of a bomb no more is unpacked.

        Raises:
            ValueError: it is not what the header says.

        """
        out = bytearray()
        try:
            while data and len(out) < room:
                if self._stream is None or (self._stream.eof and data.startswith(_MAGIC)):
                    self._stream = zlib.decompressobj(self._window(data))
                elif self._stream.eof:
                    break  # padding behind the end, which browsers pass over too
                out += self._stream.decompress(data, room - len(out))
                data = self._stream.unused_data if self._stream.eof else self._stream.unconsumed_tail
        except zlib.error as error:
            raise ValueError(f"the body is not {self._name}: {error}") from error
        return bytes(out)

    def _window(self, data: bytes) -> int:
        """Return zlib's window for the stream; some hosts send deflate without the header that it should have."""
        if self._name != "deflate":
            return _GZIP
        return zlib.MAX_WBITS if data[0] & _RAW_FIRST == _DEFLATE else _RAW


def unpacked(body: bytes, url: str, *, max_bytes: int) -> bytes:
    """Return what a file of gzip holds ("sitemap.xml.gz", which hosts serve as it lies there), or any other as it is.

    Args:
        body: as it came.
        url: where it was fetched.
        max_bytes: of what it holds.

    Raises:
        SourceError: TOO_LARGE, or HTTP_ERROR where it is broken or ends in the middle.

    """
    if not body.startswith(_MAGIC):
        return body
    stream = Decompressor("gzip")
    try:
        held = stream.feed(body, room=max_bytes + 1)
    except ValueError as error:
        raise SourceError(FetchOutcome.HTTP_ERROR, url, str(error)) from error
    if len(held) > max_bytes:
        raise SourceError(FetchOutcome.TOO_LARGE, url, f"more than {max_bytes} bytes when unpacked", permanent=True)
    if not stream.is_whole:
        raise SourceError(
            FetchOutcome.HTTP_ERROR, url, f"the compressed file ends in the middle, after {len(held)} bytes"
        )
    return held

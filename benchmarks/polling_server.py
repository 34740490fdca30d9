"""Feeds on loopback that never change, at any address of 127.0.0.0/8; `/hang/…` never answers. Prints its port."""

from __future__ import annotations

import asyncio

BODY = b"<rss version='2.0'><channel><title>T</title><link>http://127.0.0.1/</link><description>D</description></channel></rss>"
WHOLE = b'HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nETag: "1"\r\nContent-Length: %d\r\n\r\n%b' % (
    len(BODY),
    BODY,
)
UNCHANGED = b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n'


class Feeds(asyncio.Protocol):
    """Answers requests as they come: 304 to those with a condition."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the connection."""
        self._transport, self._received = transport, b""

    def data_received(self, data: bytes) -> None:
        """Answer each whole request."""
        self._received += data
        while b"\r\n\r\n" in self._received:
            asked, _, self._received = self._received.partition(b"\r\n\r\n")
            if asked.startswith(b"GET /hang/"):
                continue
            assert isinstance(self._transport, asyncio.WriteTransport)
            self._transport.write(UNCHANGED if b"if-none-match:" in asked.lower() else WHOLE)


async def main() -> None:
    """Serve until killed."""
    server = await asyncio.get_running_loop().create_server(Feeds, "0.0.0.0", 0, backlog=4096)  # noqa: S104 - all of 127/8
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())

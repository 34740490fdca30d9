"""Accounts on loopback, in the shapes of the services: their pages and JSON, their paging, their refusals.

Each is a callable for `NewsServer.put_live`: it gets the query and answers as the service does. All words are invented.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import escape
from typing import TYPE_CHECKING, Any

from tests.loopback.news import Answer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

BEGAN = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
JSON = {"Content-Type": "application/json; charset=utf-8"}
HTML = {"Content-Type": "text/html; charset=utf-8"}
CHALLENGE = "<!doctype html><html><head><title>Just a moment...</title></head><body><p>Checking.</p></body></html>"


def answered(value: Any, *, status: int = 200, headers: Mapping[str, str] = {}) -> Answer:
    """Answer with JSON."""
    return Answer(body=json.dumps(value).encode(), status=status, headers={**JSON, **headers})


@dataclass(kw_only=True)
class TelegramPost:
    """A message of a channel."""

    html: str = ""  # as Telegram writes it: lines end in <br/>
    at: datetime = BEGAN
    forwarded_from: str = ""
    answers: str = ""  # the words of the message that it answers
    media: str = ""  # markup of a photo, a poll, a sticker
    edited: bool = False
    service: bool = False


@dataclass(kw_only=True)
class TelegramChannel:
    """`/s/NAME` with `?before=`: 20 messages a page, the oldest first."""

    name: str = "harbour_office"
    posts: dict[int, TelegramPost] = field(default_factory=dict)  # by number
    has_page: bool = True  # else it leads to the page of its name, as groups do and names that are none

    def say(self, html: str, *, at: datetime | None = None, **fields: Any) -> int:
        """Post, and return the number."""
        number = max(self.posts, default=0) + 1
        self.posts[number] = TelegramPost(html=html, at=at or BEGAN + timedelta(minutes=number), **fields)
        return number

    def __call__(self, query: Mapping[str, str]) -> Answer:
        if not self.has_page:
            return Answer(status=302, headers={"Location": f"/{self.name}"})
        return Answer(body=self.page(before=int(query.get("before", 10**9))).encode(), headers=HTML)

    def page(self, *, before: int = 10**9) -> str:
        """Return a page as Telegram serves it."""
        older = sorted(number for number in self.posts if number < before)
        shown = older[-20:]
        more = shown and older[0] < shown[0]
        prev = f'<link rel="prev" href="/s/{self.name}?before={shown[0]}">' if more else ""
        link = (
            '<div class="tgme_widget_message_centered js-messages_more_wrap">'
            f'<a href="/s/{self.name}?before={shown[0]}" '
            f'class="tme_messages_more js-messages_more" data-before="{shown[0]}"></a></div>'
            if more
            else ""
        )
        messages = "".join(self._message(number, self.posts[number]) for number in shown)
        return (
            f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>Harbour Office – Telegram</title>{prev}'
            f'<link rel="canonical" href="/s/{self.name}"></head><body class="widget_frame_base tgme_webpreview">'
            '<div class="tgme_channel_info"><div class="tgme_channel_info_header_title"><span dir="auto">Harbour Office'
            '</span></div><div class="tgme_channel_info_description">News of the harbour.</div></div>'
            '<main class="tgme_main"><section class="tgme_channel_history js-message_history">'
            f"{link}{messages}</section></main></body></html>"
        )

    def alone(self, number: int) -> Answer:
        """Return the page of one post, as it is embedded elsewhere: 200 though the post is gone."""
        shown = (
            self._message(number, self.posts[number])
            if number in self.posts
            else '<div class="tgme_widget_message js-widget_message err_message">'
            '<div class="tgme_widget_message_error">Post not found</div></div>'
        )
        body = f'<!DOCTYPE html><html><body class="widget_frame_base tgme_widget">{shown}</body></html>'
        return Answer(body=body.encode(), headers=HTML)

    def landing(self) -> Answer:
        """Return the page of a name, whatever it is."""
        body = (
            f"<!DOCTYPE html><html><head><title>Telegram: Contact @{self.name}</title></head><body>"
            '<div class="tgme_page_wrap"><div class="tgme_page"><div class="tgme_page_title"><span>Harbour</span></div>'
            '<div class="tgme_page_extra">412 members, 7 online</div></div></div></body></html>'
        )
        return Answer(body=body.encode(), headers=HTML)

    def _message(self, number: int, post: TelegramPost) -> str:
        kind = " service_message" if post.service else " text_not_supported_wrap"
        forwarded = (
            '<div class="tgme_widget_message_forwarded_from accent_color">Forwarded from&nbsp;'
            f'<a class="tgme_widget_message_forwarded_from_name" href="https://t.me/other/7"><span dir="auto">'
            f"{escape(post.forwarded_from)}</span></a></div>"
            if post.forwarded_from
            else ""
        )
        reply = (
            f'<a class="tgme_widget_message_reply user-color-13" href="https://t.me/{self.name}/1">'
            '<div class="tgme_widget_message_author accent_color"><span class="tgme_widget_message_author_name" '
            'dir="auto">Harbour Office</span></div><div class="tgme_widget_message_metatext js-message_reply_text" '
            f'dir="auto">{escape(post.answers)}</div></a>'
            if post.answers
            else ""
        )
        text = (
            f'<div class="tgme_widget_message_text js-message_text" dir="auto">{post.html}</div>' if post.html else ""
        )
        return (
            '<div class="tgme_widget_message_wrap js-widget_message_wrap">'
            f'<div class="tgme_widget_message{kind} js-widget_message" '
            f'data-post="{self.name}/{number}" data-view="e30">'
            '<div class="tgme_widget_message_user"><a href="#"><i class="tgme_widget_message_user_photo"></i></a></div>'
            '<div class="tgme_widget_message_bubble"><div class="tgme_widget_message_author accent_color"><a '
            'class="tgme_widget_message_owner_name" href="#"><span dir="auto">Harbour Office</span></a></div>'
            f"{forwarded}{reply}{post.media}{text}"
            '<div class="media_supported_cont"><div class="message_media_not_supported_label">Please open Telegram to '
            "view this post</div></div>"
            '<div class="tgme_widget_message_footer compact js-message_footer"><div class="tgme_widget_message_info '
            'short js-message_info"><span class="tgme_widget_message_views">1.2K</span><span class="copyonly"> views'
            f'</span><span class="tgme_widget_message_meta">{"edited &nbsp;" if post.edited else ""}'
            f'<a class="tgme_widget_message_date" href="https://t.me/{self.name}/{number}">'
            f'<time datetime="{post.at.isoformat()}" class="time">{post.at:%H:%M}</time></a></span></div></div>'
            "</div></div></div>"
        )


@dataclass(kw_only=True)
class MastodonAccount:
    """`/api/v1/accounts/lookup` and `/api/v1/accounts/NUMBER/statuses` with `max_id`, `limit` and `exclude_reblogs`."""

    host: str = "https://social.example"
    name: str = "minister"
    number: str = "109000000000000001"
    posts: list[dict[str, Any]] = field(default_factory=list)  # newest first
    gone: bool = False

    def say(self, html: str, *, at: datetime | None = None, **fields: Any) -> str:
        """Post, and return the number."""
        number = str(116_000_000_000_000_000 + len(self.posts) + 1)
        at = at or BEGAN + timedelta(minutes=len(self.posts))
        self.posts.insert(0, self.status(number, html, at=at, **fields))
        return number

    def status(self, number: str, html: str, *, at: datetime = BEGAN, **fields: Any) -> dict[str, Any]:
        """Return a status in Mastodon's shape."""
        return {
            "id": number,
            "created_at": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "edited_at": None,
            "in_reply_to_id": None,
            "in_reply_to_account_id": None,
            "sensitive": False,
            "spoiler_text": "",
            "visibility": "public",
            "language": "en",
            "uri": f"{self.host}/users/{self.name}/statuses/{number}",
            "url": f"{self.host}/@{self.name}/{number}",
            "replies_count": 3,
            "reblogs_count": 8,
            "favourites_count": 21,
            "content": html,
            "reblog": None,
            "account": self.account(),
            "media_attachments": [],
            "mentions": [],
            "tags": [],
            "emojis": [],
            "card": None,
            "poll": None,
            "quote": None,
            **fields,
        }

    def account(self, **fields: Any) -> dict[str, Any]:
        """Return the account in Mastodon's shape."""
        return {
            "id": self.number,
            "username": self.name,
            "acct": self.name,
            "display_name": "The Minister",
            "locked": False,
            "bot": False,
            "created_at": "2022-11-04T00:00:00.000Z",
            "note": "<p>Minister of Harbours</p>",
            "url": f"{self.host}/@{self.name}",
            "uri": f"{self.host}/users/{self.name}",
            **fields,
        }

    def alone(self, number: str) -> Answer:
        """Answer for one post."""
        post = next((post for post in self.posts if post["id"] == number), None)
        return answered(post) if post else answered({"error": "Record not found"}, status=404)

    def lookup(self, query: Mapping[str, str]) -> Answer:
        """Answer for the number of an account."""
        if query.get("acct") != self.name:
            return answered({"error": "Record not found"}, status=404)
        return answered(self.account())

    def __call__(self, query: Mapping[str, str]) -> Answer:
        if self.gone:
            return answered({"error": "Gone"}, status=410)
        posts = [post for post in self.posts if query.get("exclude_reblogs") != "true" or post["reblog"] is None]
        posts = [post for post in posts if int(post["id"]) < int(query.get("max_id", 10**20))]
        page = posts[: int(query.get("limit", 20))]
        path = f"{self.host}/api/v1/accounts/{self.number}/statuses"
        link = (
            f'<{path}?max_id={page[-1]["id"]}>; rel="next", <{path}?min_id={page[0]["id"]}>; rel="prev"' if page else ""
        )
        return answered(page, headers={"Link": link} if link else {})


@dataclass(kw_only=True)
class BlueskyAccount:
    """`/xrpc/app.bsky.feed.getAuthorFeed` with `cursor` and `limit`."""

    handle: str = "minister.example"
    did: str = "did:plc:abcdefghijklmnopqrstuvwx"
    feed: list[dict[str, Any]] = field(default_factory=list)  # newest first

    def say(self, text: str, *, at: datetime | None = None, answers: str = "", root: str = "", **fields: Any) -> str:
        """Post, and return the address; `answers` and `root` are addresses."""
        number = len(self.feed) + 1
        self.feed.insert(0, self.item(text, number, at=at, answers=answers, root=root, **fields))
        return self.feed[0]["post"]["uri"]

    def item(
        self,
        text: str,
        number: int,
        *,
        at: datetime | None = None,
        answers: str = "",
        root: str = "",
        did: str = "",
        handle: str = "",
        embed: Any = None,
        reason: Any = None,
    ) -> dict[str, Any]:
        """Return an item of a feed in Bluesky's shape."""
        did, handle = did or self.did, handle or self.handle
        at = at or BEGAN + timedelta(minutes=number)
        written = at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        record: dict[str, Any] = {
            "$type": "app.bsky.feed.post",
            "createdAt": written,
            "langs": ["en"],
            "text": text,
        }
        if answers:
            record["reply"] = {
                "parent": {"cid": "bafyparent", "uri": answers},
                "root": {"cid": "bafyroot", "uri": root or answers},
            }
        if embed is not None:
            record["embed"] = embed
        post = {
            "uri": f"at://{did}/app.bsky.feed.post/3k{number:011d}",
            "cid": f"bafyrei{number:052d}",
            "author": {"did": did, "handle": handle, "displayName": "The Minister", "labels": []},
            "record": record,
            "replyCount": 1,
            "repostCount": 2,
            "likeCount": 3,
            "quoteCount": 0,
            "indexedAt": written,
            "labels": [],
        }
        return {"post": post} | ({"reason": reason} if reason is not None else {})

    def alone(self, query: Mapping[str, str]) -> Answer:
        """Answer `/xrpc/app.bsky.feed.getPosts`: those that are gone are missing."""
        return answered({"posts": [item["post"] for item in self.feed if item["post"]["uri"] == query["uris"]]})

    def repost(self, text: str, *, by: str = "did:plc:zyxwvutsrqponmlkjihgfedc") -> None:
        """Repost what somebody else wrote."""
        number = len(self.feed) + 1
        reason = {
            "$type": "app.bsky.feed.defs#reasonRepost",
            "by": {"did": self.did, "handle": self.handle},
            "indexedAt": BEGAN.isoformat(),
        }
        self.feed.insert(0, self.item(text, number, did=by, handle="other.example", reason=reason))

    def __call__(self, query: Mapping[str, str]) -> Answer:
        if query.get("actor") not in {self.handle, self.did}:
            return answered({"error": "InvalidRequest", "message": "Profile not found"}, status=400)
        begin = int(query.get("cursor", "0"))
        end = begin + int(query.get("limit", "50"))
        more = {"cursor": str(end)} if end < len(self.feed) else {}
        return answered({"feed": self.feed[begin:end], **more})


@dataclass(kw_only=True)
class YoutubeChannel:
    """`/feeds/videos.xml?channel_id=`: the 15 newest videos."""

    number: str = "UCabcdefghijklmnopqrstuv"
    videos: list[str] = field(default_factory=list)  # newest first, as entries

    def publish(self, title: str, description: str, *, at: datetime | None = None) -> None:
        """Publish a video."""
        place = len(self.videos) + 1
        video = f"abc_DEF-{place:03d}"
        at = at or BEGAN + timedelta(minutes=place)
        self.videos.insert(
            0,
            f"<entry><id>yt:video:{video}</id><yt:videoId>{video}</yt:videoId>"
            f"<yt:channelId>{self.number}</yt:channelId><title>{escape(title)}</title>"
            f'<link rel="alternate" href="https://www.youtube.com/watch?v={video}"/>'
            f"<author><name>Harbour Office</name><uri>https://www.youtube.com/channel/{self.number}</uri></author>"
            f"<published>{at.isoformat()}</published><updated>{at.isoformat()}</updated>"
            f"<media:group><media:title>{escape(title)}</media:title>"
            f'<media:content url="https://www.youtube.com/v/{video}?version=3" type="application/x-shockwave-flash" '
            'width="640" height="390"/>'
            f'<media:thumbnail url="https://i1.ytimg.com/vi/{video}/hqdefault.jpg" width="480" height="360"/>'
            f"<media:description>{escape(description)}</media:description>"
            '<media:community><media:starRating count="9" average="5.00" min="1" max="5"/>'
            '<media:statistics views="1204"/></media:community></media:group></entry>',
        )

    def feed(self) -> str:
        """Return the feed."""
        return (
            '<?xml version="1.0" encoding="UTF-8"?><feed xmlns:yt="http://www.youtube.com/xml/schemas/2015" '
            'xmlns:media="http://search.yahoo.com/mrss/" xmlns="http://www.w3.org/2005/Atom">'
            f"<id>yt:channel:{self.number[2:]}</id><yt:channelId>{self.number[2:]}</yt:channelId>"
            f'<title>Harbour Office</title><link rel="alternate" href="https://www.youtube.com/channel/{self.number}"/>'
            f"<published>2014-01-01T00:00:00+00:00</published>{''.join(self.videos[:15])}</feed>"
        )

    def __call__(self, query: Mapping[str, str]) -> Answer:
        if query.get("channel_id") != self.number:
            return Answer(status=404, headers=HTML)
        return Answer(body=self.feed().encode(), headers={"Content-Type": "text/xml; charset=UTF-8"})


def texts_of(entries: Iterable[Any]) -> list[str]:
    """Return the texts of entries, paragraphs parted by a slash."""
    return [entry.text.replace("\n\n", " / ") for entry in entries]

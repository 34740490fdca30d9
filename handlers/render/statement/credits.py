"""Who said it and who reported it: what actors, outlets and tiers are called, and links to articles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.core.model import OF_POSTS, Actor, Source, SourceKind, Tier
from bot.core.words import words_of
from handlers import limits
from handlers.render.pieces.lengths import short
from handlers.render.pieces.links import archive_link, article_link, web_link
from handlers.render.pieces.segments import link, words

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.config import Config
    from bot.core.model import Article
    from handlers.render.pieces.segments import Line, Segment

TIER_WORDS = {
    Tier.PRIMARY: "primary source",
    Tier.WIRE: "news agency",
    Tier.OUTLET: "news outlet",
    Tier.AGGREGATOR: "aggregator",
}

HEADLINE_ONLY = "headline only"


def actor_of(config: Config, actor_id: str) -> Actor:
    """Return the actor, or one named by the id alone where the config no longer tracks it."""
    return config.actors.ever(actor_id) or Actor(id=actor_id, name=actor_id)


def actor_name(config: Config, actor_id: str) -> str:
    """Return the actor's name as it is shown."""
    return short(actor_of(config, actor_id).name, limits.NAME) or actor_id


def source_of(config: Config, source_id: str, url: str) -> Source:
    """Return the source, or one named by the article's host where the config no longer polls it."""
    if source := config.sources.ever(source_id):
        return source
    return Source(
        id=source_id,
        name=urlsplit(web_link(url)).hostname or source_id,
        url="",  # nobody here wrote its address down
        tier=Tier.OUTLET,
        language="",
        poll_every=config.polling.every,
    )


def available_of(article: Article, *, config: Config) -> str:
    """Say what there was of a page that could not be read, or nothing where it was read.

    A post of an account may be nothing but its title; it is whole for all that.
    """
    if article.whole:
        return ""
    if is_headline_only(article, source_of(config, article.source_id, article.url)):
        return HEADLINE_ONLY
    return "only the feed's text was available"


def is_headline_only(article: Article, source: Source) -> bool:
    """Tell whether there is nothing but the headline: in a feed's text it may stand again, with the outlet's name."""
    if article.whole or not article.title or source.voice is not None:
        return False
    said = frozenset(words_of(article.title))
    more = [word for word in words_of(article.text) if word not in said]
    return len(more) <= limits.HEADLINE_AND_OUTLET


def noun_of(source: Source) -> str:
    """Return what a text of a source is called."""
    # A copy of somebody's account is a feed like any other, whose texts are posts.
    is_post = source.kind in OF_POSTS or (source.voice is not None and source.tier is Tier.AGGREGATOR)
    return "post" if is_post else "video" if source.kind is SourceKind.YOUTUBE else "article"


def archive_line(statement_id: str, *, config: Config) -> Line:
    """Return the way to a statement's page in the archive, or nothing where others do not read it."""
    address = archive_link(statement_id, config)
    return (link("In the archive", address),) if address else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PresentedArticle:
    """An article, as it is credited."""

    page_id: str  # all versions of an article are one page
    source_id: str
    outlet: str
    tier: Tier
    headline: str  # "" where it has none
    url: str  # may be clicked, or ""
    published_at: datetime | None
    noun: str  # "article", or what else it is
    is_headline_only: bool  # its page could not be read, and of its text there is nothing more
    author: str = ""  # "" where nobody said who wrote it

    @property
    def byline(self) -> str:
        """`by Ada Vance`, or ""."""
        return f"by {self.author}" if self.author else ""

    def link(self, *, longest: int = limits.LINK) -> Segment:
        """Return the name of the outlet, which leads to the article where its address is not longer than that."""
        return link(self.outlet, self.url) if len(self.url) <= longest else words(self.outlet)

    def headline_link(self) -> Segment:
        """Return the headline, or what it is where it has none, which leads to it."""
        return link(self.headline or self.noun, self.url)


def present_article(article: Article, *, config: Config) -> PresentedArticle:
    """Put into words whose an article is, and where it stands."""
    source = source_of(config, article.source_id, article.url)
    return PresentedArticle(
        page_id=article.page_id,
        source_id=source.id,
        outlet=short(source.name, limits.OUTLET) or source.id,
        tier=source.tier,
        headline=short(article.title, limits.HEADLINE),
        url=article_link(article.url, source, config),
        published_at=article.published_at,
        noun=noun_of(source),
        is_headline_only=is_headline_only(article, source),
        author=short(article.author, limits.NAME),
    )

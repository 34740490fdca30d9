"""Who said it and who reported it: what actors, outlets and tiers are called, and links to articles."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.core.model import Actor, Source, Tier
from handlers import limits
from handlers.render.lengths import short
from handlers.render.links import article_link, web_link
from handlers.render.segments import link, words

if TYPE_CHECKING:
    from bot.core.config import Config
    from bot.core.model import Article
    from handlers.render.segments import Segment

TIER_WORDS = {
    Tier.PRIMARY: "primary source",
    Tier.WIRE: "news agency",
    Tier.OUTLET: "news outlet",
    Tier.AGGREGATOR: "aggregator",
}


def actor_of(config: Config, actor_id: str) -> Actor:
    """Return the actor, or one named by the id alone where the config no longer tracks it."""
    return next((one for one in config.actors if one.id == actor_id), Actor(id=actor_id, name=actor_id))


def actor_name(config: Config, actor_id: str) -> str:
    """Return the actor's name as it is shown."""
    return short(actor_of(config, actor_id).name, limits.NAME) or actor_id


def source_of(config: Config, source_id: str, url: str) -> Source:
    """Return the source, or one named by the article's host where the config no longer polls it."""
    for source in config.sources:
        if source.id == source_id:
            return source
    return Source(
        id=source_id,
        name=urlsplit(web_link(url)).hostname or source_id,
        url="",  # nobody here wrote its address down
        tier=Tier.OUTLET,
        language="",
        poll_every=config.polling.every,
    )


def outlet_name(article: Article, config: Config) -> str:
    """Return the name of an article's source as it is shown."""
    source = source_of(config, article.source_id, article.url)
    return short(source.name, limits.OUTLET) or source.id


def outlet_link(article: Article, config: Config, *, longest: int = limits.LINK) -> Segment:
    """Return the name of the outlet, which leads to its article where the address is not longer than that."""
    name, url = outlet_name(article, config), address_of(article, config)
    return link(name, url) if len(url) <= longest else words(name)


def headline_link(article: Article, config: Config) -> Segment:
    """Return the headline, or "article" where there is none, which leads to the article."""
    return link(short(article.title, limits.HEADLINE) or "article", address_of(article, config))


def address_of(article: Article, config: Config) -> str:
    """Return the address of an article that may be clicked, or ""."""
    return article_link(article.url, source_of(config, article.source_id, article.url), config)

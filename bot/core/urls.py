"""One address for one page: canonical URLs, and which of them stand on one site."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote, urlsplit

import courlan
from courlan.clean import clean_query
from yarl import URL

from bot.core.reach import registrable_domain
from bot.core.thresholds import LONGEST_URL

# What courlan leaves in: parameters that name the reader's way to the page and never the page.
MORE_TRACKERS = frozenset({
    "amp", "cmp", "cmpid", "emc", "fb_ref", "guccounter", "ncid", "ocid", "partner", "sh", "smid", "smtyp", "soc_src",
    "spref", "src", "taid", "traffic_source", "wprov", "__twitter_impression",
})  # fmt: skip
HOST = re.compile(r"[A-Za-z0-9._-]{1,253}|[0-9A-Fa-f:.]{2,45}(?:%[A-Za-z0-9]{1,20})?")
AMP_OUTPUT = frozenset({"output", "outputtype"})

# On these paths the query is the address. There courlan's wide guesses ("cid", "eid", "source") would make two articles
# one, so only what can be nothing else is taken out.
QUERY_IS_ADDRESS = re.compile(r"(?:^/?|\.(?:php|aspx?|jspx?|cfm|cgi|do|html?))$", re.IGNORECASE)
PLAIN_TRACKERS = re.compile(
    r"(?:utm|mc|pk|mtm|at)_\w+|(?:fbc|gc|dc|yc|tw)lid|msclkid|igshid|xtor|ref|ref_src", re.IGNORECASE
)


def canonical_url(url: str, *, base: str = "") -> str:
    """Return the address without trackers, fragment, default port, dot segments and AMP switches; host in ASCII.

    Args:
        url: absolute, or relative to `base`.
        base: where `url` stood.

    Raises:
        ValueError: it is not an http or https address, or it holds a user name.

    """
    address = web_address(url, base=base)
    kept = sorted(part for part in address.raw_query_string.split("&") if part and not _is_tracker(part, address.path))
    # courlan reads character references in a string it splits itself ("&section=" would become "§ion="), so it gets
    # the parts; and it would show a host in its own letters, where two can look alike.
    bare = urlsplit(str(address.with_query(None).with_fragment(None)))
    path = urlsplit(courlan.normalize_url(bare)).path or "/"
    return str(URL(bare._replace(path=path, query="&".join(kept)).geturl()))


def web_address(url: str, *, base: str = "") -> URL:
    """Return the parsed address, as it will be requested.

    Raises:
        ValueError: it is not an http or https address, or it holds a user name.

    """
    text = "".join(url.split()).replace("&amp;", "&")
    if len(text) > LONGEST_URL:
        raise ValueError(f"{text[:80]!r}… is longer than {LONGEST_URL} characters")
    address = URL(text)
    if base:
        address = URL(base).join(address)
    if address.scheme not in {"http", "https"} or not address.raw_host:
        raise ValueError(f"{url!r} is not an http or https address")
    if not HOST.fullmatch(address.raw_host):
        raise ValueError(f"{url!r} has no usable host")
    if address.user is not None or address.password is not None:
        raise ValueError(f"{address.with_user(None)} holds a user name or password")
    if not address.port:
        raise ValueError(f"{url!r} has no usable port")
    return address


def same_site(one: str, other: str) -> bool:
    """Tell whether two addresses belong to one registrable domain, or to one host where there is none."""
    return site_of(URL(one).raw_host or "") == site_of(URL(other).raw_host or "")


@lru_cache(maxsize=4096)
def site_of(host: str) -> str:
    """Return the registrable domain of a host (`news.example.co.uk` → `example.co.uk`), or the host without one."""
    host = host.rstrip(".").casefold()
    return registrable_domain(host) or host


def is_front_page(url: str) -> bool:
    """Tell whether an address is a site's front page rather than one article."""
    address = URL(url)
    return address.path in {"", "/"} and not address.raw_query_string


def _is_tracker(parameter: str, path: str) -> bool:
    raw_name, _, value = parameter.partition("=")
    name = unquote(raw_name).casefold()
    if name in AMP_OUTPUT:
        return value.casefold() == "amp"
    if PLAIN_TRACKERS.fullmatch(name):
        return True
    if QUERY_IS_ADDRESS.search(path):
        return name == "amp" and value in {"", "1", "true"}
    return name in MORE_TRACKERS or (bool(value) and not clean_query(f"{name}=1"))

"""Templates and the style sheet: what turns values into pages, with everything escaped."""

from __future__ import annotations

from email.utils import format_datetime
from hashlib import blake2b
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from handlers.render.pieces.links import statement_path
from handlers.render.pieces.segments import line_text
from handlers.web.chart import activity_svg
from handlers.web.markup import actor_path, line_html, words_html

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.core.config import Config
    from handlers.render.pieces.segments import Line


class Drawing:
    """Draws pages.

    Args:
        config: the name of the zone that times are shown in.

    """

    def __init__(self, config: Config) -> None:
        self._config = config
        self.style = files("handlers.web").joinpath("templates", "style.css").read_text(encoding="utf-8")
        self.style_path = f"/style.{blake2b(self.style.encode(), digest_size=6).hexdigest()}.css"
        # Source text is never trusted: `autoescape` holds for every template, and nothing undefined passes for empty.
        environment = Environment(
            loader=PackageLoader("handlers.web"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.filters.update(line=line_html, words=words_html, plain_line=line_text)
        environment.globals.update(
            style_path=self.style_path,
            statement_path=statement_path,
            actor_path=actor_path,
            activity_svg=activity_svg,
            rfc_date=format_datetime,
        )
        # All are read now: while the program is upgraded in its place, none of the new ones meets the old code.
        names = environment.list_templates(extensions=("html", "xml"))
        self._templates = {name: environment.get_template(name) for name in names}

    def page(self, template: str, **values: Any) -> str:
        """Return a page."""
        return self._templates[template].render(values, zone=self._config.bot.time_zone)

    @staticmethod
    def plain_lines(lines: Iterable[Line]) -> str:
        """Return lines as plain text."""
        return " ".join(map(line_text, lines))

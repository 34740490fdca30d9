"""Composition root: Config → the wired application. The one package that knows every part.

`engine` is what all work with, `jobs`, `people` and `servers` are made over it, `beginning` and `ending` are of every
process, and `alone` is one that does everything; `bot.sharing` puts the same parts into several.
"""

from bot.app.alone import run

__all__ = ["run"]

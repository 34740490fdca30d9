"""Composition root: Config → the wired application. The one package that knows every part.

`engine` is what all work with, `jobs`, `people` and `servers` are made over it, `beginning` and `ending` are of every
process; `alone` is one that does everything, and `sharing` one of several that share the work.
"""

from bot.app.alone import run

__all__ = ["run"]

"""What SQLAlchemy makes of a statement, made once in a process for all databases of a kind.

An engine keeps it for itself, and a bot has one engine for its whole life. Tests open thousands, and a fifth of the
time of those that ask a database went into the same few hundred statements.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy.ext.asyncio import create_async_engine

from bot.store import engines


class Compiled(dict[Any, Any]):
    """`compiled_cache` of SQLAlchemy, whose keys begin with the engine's own dialect: here with the kind of it."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(_of_kind(key), default)

    def __setitem__(self, key: Any, compiled: Any) -> None:
        super().__setitem__(_of_kind(key), compiled)


def _of_kind(key: tuple[Any, ...]) -> tuple[Any, ...]:
    dialect, *statement = key
    return type(dialect), *statement


def share_compiled() -> None:
    """Have every engine that the store makes from now on in this process use what the others have compiled."""
    engines.create_async_engine = partial(create_async_engine, execution_options={"compiled_cache": Compiled()})

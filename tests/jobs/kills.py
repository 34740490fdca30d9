"""A kill at a transaction."""

from __future__ import annotations

from contextlib import contextmanager


class Killed(BaseException):
    """No code of the bot catches it."""


@contextmanager
def killed(desk, *, at):
    """Kill what is done within at its transaction of this number, counted from 1, and start the engine again then."""
    real, left = desk.store.transaction, [at]

    def transaction():
        left[0] -= 1
        if left[0] == 0:
            raise Killed
        return real()

    desk.store.transaction = transaction
    try:
        yield
    except Killed:
        desk.restart()
    finally:
        desk.store.transaction = real

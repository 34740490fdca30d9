"""How many examples a property gets whose examples take long: few in each run, and more in a search."""

from __future__ import annotations

from typing import Any

from hypothesis import settings

SHARE = 10  # of what a profile asks for of other properties; tests/conftest.py has the profiles


def dear(examples: int, **options: Any) -> settings:
    """Return settings of so many examples in `make test`, and of a tenth of those of any other profile."""
    if settings.get_current_profile_name() != "same":
        examples = max(examples, settings().max_examples // SHARE)
    return settings(max_examples=examples, **options)

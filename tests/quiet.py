"""Imported before all others, it keeps the garbage collector off while modules are loaded: they live for ever.

It looked at all of them again and again, for a quarter of the time that loading them takes. Whoever imports it has the
collector look again, once everything is there.
"""

from __future__ import annotations

import gc

gc.disable()

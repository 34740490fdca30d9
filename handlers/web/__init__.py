"""The archive: what is on record as pages for a browser, read only."""

from handlers.web.access import require_guarded
from handlers.web.server import ArchiveServer

__all__ = ["ArchiveServer", "require_guarded"]

"""Why no connection came about, in words for who runs the bot."""

from __future__ import annotations

import os
import socket
import ssl


def why_unreachable(error: BaseException) -> str:
    """Return the reason in words: "connection refused", "certificate has expired"; "" of a name that nobody has.

    Args:
        error: what a client raised, with the error of the operating system in `os_error` or of the certificate in
            `certificate_error` where it wraps one, as aiohttp does.

    """
    cause = getattr(error, "certificate_error", None) or getattr(error, "os_error", None) or error
    if isinstance(cause, ssl.SSLCertVerificationError) and cause.verify_message:
        return cause.verify_message
    if isinstance(cause, ssl.SSLError) and cause.reason:
        return cause.reason.replace("_", " ").lower()
    if isinstance(cause, socket.gaierror):
        return _WHY_NO_ADDRESS.get(cause.errno or 0, cause.strerror or str(cause))
    if isinstance(cause, OSError) and cause.errno:
        said = os.strerror(cause.errno)
        return said[:1].lower() + said[1:]
    return str(cause) or type(cause).__name__


_WHY_NO_ADDRESS = {
    socket.EAI_NONAME: "",
    socket.EAI_NODATA: "",
    socket.EAI_AGAIN: "the name server does not answer",
}

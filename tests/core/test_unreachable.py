"""Why no connection came about is said in words, and in none of a library."""

from __future__ import annotations

import errno
import socket
import ssl

import pytest

from bot.core.unreachable import why_unreachable


class Wrapped(Exception):  # noqa: N818 - as aiohttp wraps what the operating system says
    def __init__(self, **parts):
        super().__init__("Cannot connect to host wire.example:443 ssl:default [None]")
        for name, part in parts.items():
            setattr(self, name, part)


def expired():
    error = ssl.SSLCertVerificationError(1, "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed (_ssl.c:1)")
    error.verify_message = "certificate has expired"
    return error


def no_tls():
    error = ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1)")
    error.reason = "WRONG_VERSION_NUMBER"
    return error


@pytest.mark.parametrize(
    ("error", "said"),
    [
        pytest.param(
            Wrapped(os_error=ConnectionRefusedError(errno.ECONNREFUSED, "Connect call failed ('127.0.0.1', 9)")),
            "connection refused",
            id="nobody listens",
        ),
        pytest.param(OSError(errno.ENETUNREACH, "x"), "network is unreachable", id="no network"),
        pytest.param(Wrapped(os_error=socket.gaierror(socket.EAI_NONAME, "[Errno -2]")), "", id="no such name"),
        pytest.param(
            Wrapped(os_error=socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")),
            "the name server does not answer",
            id="no name server",
        ),
        pytest.param(
            Wrapped(os_error=socket.gaierror(socket.EAI_FAIL, "Non-recoverable failure")),
            "Non-recoverable failure",
            id="another failure of names",
        ),
        pytest.param(Wrapped(certificate_error=expired()), "certificate has expired", id="certificate"),
        pytest.param(Wrapped(os_error=no_tls()), "wrong version number", id="no TLS"),
        pytest.param(OSError("Server disconnected"), "Server disconnected", id="nothing else is known"),
        pytest.param(OSError(), "OSError", id="nothing is known"),
    ],
)
def test_a_reason_is_said_in_words(error, said):
    assert why_unreachable(error) == said

"""What went wrong with the database is said with its cause and the way out."""

from __future__ import annotations

import psycopg
import pytest
from psycopg import errors
from sqlalchemy.exc import OperationalError

from bot.core.errors import StoreError
from bot.store.address import parse_address
from bot.store.failures import raised_as_store_errors

ADDRESS = parse_address("postgresql://desk@db.example/record")


@pytest.mark.parametrize(
    ("raised", "reported"),
    [
        (psycopg.OperationalError("FATAL:  the database system is starting up"), "the server starts, or ends"),
        (psycopg.OperationalError("FATAL:  the database system is in recovery mode"), "the server starts, or ends"),
        (psycopg.OperationalError('FATAL:  database "record" does not exist'), "the server let nobody in"),
        (psycopg.OperationalError("connection refused"), "the server cannot be reached"),
        (errors.DiskFull("could not extend file"), "the server's disk is full: free some space on it"),
        (errors.AdminShutdown("terminating connection"), "the server stopped the connection"),
    ],
)
def test_each_failure_of_a_server_has_its_way_out(raised, reported):
    with pytest.raises(StoreError, match=reported), raised_as_store_errors(ADDRESS):
        raise OperationalError("SELECT 1", {}, raised)

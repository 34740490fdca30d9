"""Adapter to Procrastinate: jobs in PostgreSQL, for workers on one host or many."""

from bot.queue.postgres import PostgresQueue

__all__ = ["PostgresQueue"]

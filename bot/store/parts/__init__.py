"""The parts of the store: each answers a port of `bot.core.ports`, on a connection that it is handed."""

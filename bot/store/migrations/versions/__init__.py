"""One module for each version, run in order by `bot.store.schema`."""

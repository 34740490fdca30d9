"""What `bot.ops_channel` hears: sources and channels out of order, silence, and the end of it."""

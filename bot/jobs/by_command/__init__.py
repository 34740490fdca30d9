"""What people change by command while the bot runs: actors, sources, routes and the config read again."""

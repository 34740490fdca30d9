"""What is answered, by subject: statements, the state of the bot, and what a button asks for."""

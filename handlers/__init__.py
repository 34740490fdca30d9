"""How people hear from the engine and speak to it: one module a platform, one place for wording, one for commands."""

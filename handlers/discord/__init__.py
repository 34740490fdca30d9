"""Discord: markup, requests, the gateway."""

"""Slack: markup, requests, Socket Mode and HTTP."""

"""What both platforms need of HTTP."""

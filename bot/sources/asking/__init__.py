"""One request, with all manners: which addresses, how often, how large, and what robots.txt says."""

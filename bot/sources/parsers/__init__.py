"""Documents → values, pure: each kind of source, the page of an article, and what a site names."""

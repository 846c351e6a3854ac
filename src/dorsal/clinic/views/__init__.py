"""One file of views for each part of the site; a view reads the request, asks, and fills a template."""

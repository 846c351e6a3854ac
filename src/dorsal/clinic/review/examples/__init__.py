"""Published data to try the page with."""

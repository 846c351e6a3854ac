"""Claims and their verdicts for a reader: one object for the terminal, JSON, Markdown, an article and its page."""

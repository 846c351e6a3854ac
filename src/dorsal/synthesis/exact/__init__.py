"""Posteriors of arms by the exact likelihood of their counts."""

"""Seeded simulations of what intervals, tests and probabilities do in the long run. `python -m validation`."""

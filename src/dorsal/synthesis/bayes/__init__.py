"""Exact posteriors of networks: one integral over tau, its priors, and what is asked of it."""

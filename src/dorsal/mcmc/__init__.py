"""Sampling on request (`dorsal[mcmc]`): the same posteriors as synthesis integrates, drawn by NUTS."""

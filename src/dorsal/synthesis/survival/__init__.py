"""Time to an event: curves, hazard ratios, restricted means, and hazards that are not proportional."""

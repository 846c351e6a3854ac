"""Many networks at once, as arrays."""

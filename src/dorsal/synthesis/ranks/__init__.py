"""Which treatment comes out first, and by how much."""

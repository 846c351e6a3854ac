"""Effects in a population of one's choice, from people and aggregate trials together (ML-NMR)."""

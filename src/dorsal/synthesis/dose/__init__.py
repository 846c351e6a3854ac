"""How much: dose-response curves in a network."""

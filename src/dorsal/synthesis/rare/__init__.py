"""Few events: models that need no correction of zero cells."""

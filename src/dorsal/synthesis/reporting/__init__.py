"""What may be missing: small-study effects, and models of what is published."""

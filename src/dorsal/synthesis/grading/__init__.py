"""How sure one can be: CINeMA, GRADE, and what a reviewer overrides."""

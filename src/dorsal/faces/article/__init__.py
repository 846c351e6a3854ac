"""An article held against the evidence: its sentences, the claims they make, and whether they say too much."""

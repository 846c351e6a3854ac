"""What could be done for this person, and what was chosen."""

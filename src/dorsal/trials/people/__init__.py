"""Tables of people, one row each, and what aggregate tables print of their own people."""

"""Times of people until an event, from a table of people or from printed Kaplan-Meier curves."""

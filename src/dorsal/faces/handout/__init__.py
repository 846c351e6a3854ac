"""What leaves the room on paper: the patient's hand-out and the page for the record, as HTML and as PDF."""

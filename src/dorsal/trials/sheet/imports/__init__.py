"""Files of other programs, turned into the rows of Dorsal's own layout."""

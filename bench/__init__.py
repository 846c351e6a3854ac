"""Speed of Dorsal, each figure a ratio to a floor measured in the same run. `python -m bench`."""

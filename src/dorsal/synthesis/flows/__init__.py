"""What flows where: contributions of comparisons, studies and paths, and how direct an estimate is."""

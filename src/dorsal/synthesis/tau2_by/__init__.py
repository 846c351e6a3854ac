"""Does heterogeneity differ between comparisons, classes of treatments or groups of studies?"""

"""Your own trials: a table that somebody brings is read, analysed and given back. Nothing of it stays here.

The table travels in the page itself, packed and signed (`sealed`); each step sends it along. It is opened in another
process only, under limits of time and memory (`bounded`, `workbench`), and written on no disk.
"""

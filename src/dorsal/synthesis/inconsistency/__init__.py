"""Do direct and indirect evidence agree?"""

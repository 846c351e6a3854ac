"""Events and categories as counted in arms, and their likelihoods."""

"""Who this is, and what may not be done: the person, the questions, the rules, and the safety screen."""

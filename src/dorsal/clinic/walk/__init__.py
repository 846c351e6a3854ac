"""The walk of a therapist and a patient: about you, safety, what matters, options, plan, print. Nothing is stored."""

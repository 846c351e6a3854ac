"""What happens when a study or a comparison is left out."""

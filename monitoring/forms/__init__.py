"""What is typed into a monitoring form, as values."""

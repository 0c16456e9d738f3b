"""What is typed and chosen on the pages of schools, people and terms, as values."""

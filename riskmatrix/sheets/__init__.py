"""Ratings as rows of a spreadsheet: what a sheet says, cell by cell, before the database is asked anything."""

"""What everybody gets at every address; a package, so that its world ends with it."""

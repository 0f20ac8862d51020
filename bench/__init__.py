"""`make bench`: what the product does in a second, as a ratio to a limit measured in the same run."""

"""What every stage may know about English words, names of countries and roles, and expressions of time."""

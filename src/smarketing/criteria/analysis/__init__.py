"""What follows from criteria: whether one can hold, implies another or overlaps it, with a record that shows it."""

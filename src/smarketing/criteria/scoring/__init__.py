"""Lead scoring: rules that add points, and grades, on records and as columns of a table."""

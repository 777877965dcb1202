"""The criteria language: what a text says, and the same said of a record, of a table and in English."""

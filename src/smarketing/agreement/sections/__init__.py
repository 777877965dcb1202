"""What an agreement consists of, a file for each section."""

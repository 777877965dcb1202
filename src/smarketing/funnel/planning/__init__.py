"""Plans: what each stage owes, month by month, and any unknown from enough that is known. Exact."""

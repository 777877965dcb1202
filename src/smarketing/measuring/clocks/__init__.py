"""Clocks over events: one by one for a case, and as expressions over a table or an event log."""

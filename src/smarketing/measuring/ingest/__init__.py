"""Tables and event logs as they come in: columns, fields and instants, ready to be counted."""

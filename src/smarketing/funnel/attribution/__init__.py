"""Why revenue is not as planned, in parts that sum to the gap."""

"""The mix of channels that meets a goal at the least cost, or that a budget buys."""

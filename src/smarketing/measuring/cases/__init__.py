"""One case at a time, and lists of cases to work from.

Promises: the spans of a run lie end to end, parts sum to the whole, and a story agrees with what `measure` counts.
"""

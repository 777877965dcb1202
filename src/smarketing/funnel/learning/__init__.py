"""What a table of leads says about a funnel: rates, lags, cohorts, and what the next month brings."""

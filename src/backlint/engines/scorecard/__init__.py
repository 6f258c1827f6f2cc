"""The scorecard: where the project stands on each item of the checklist, from findings, endpoints and facts."""

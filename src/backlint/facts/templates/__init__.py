"""Templates of Jinja and Django, lowered to the machine's own statements, so that it runs them like functions."""

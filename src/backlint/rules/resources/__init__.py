"""Rules about how much work one request may ask for."""

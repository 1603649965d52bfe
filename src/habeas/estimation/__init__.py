"""How many nobody recorded."""

"""How people speak to it from a terminal: one file per stage."""

"""An encrypted SQLite file, its transactions and its projection versions."""

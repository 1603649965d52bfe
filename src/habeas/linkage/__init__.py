"""Which records speak of one person or one event."""

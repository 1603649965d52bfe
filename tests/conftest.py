"""For all tests: a property is held, however slow the machine is just now. What must be fast is measured in bench/."""

from hypothesis import settings

settings.register_profile("no-deadline", deadline=None)
settings.load_profile("no-deadline")

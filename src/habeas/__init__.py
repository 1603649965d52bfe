"""Habeas: evidence nobody can deny, a record that exposes nobody, a count that leaves nobody out.

`ls src/habeas` is the flow of the work, from the file that comes in to the release that goes out. A folder imports only
what stands below it in the list of DESIGN (see docs/explanation/the-house.md); a test holds it to that.
"""

__version__ = "0.1.0"

"""Where the console script comes in: first the surroundings are cleaned, then the program is imported.

The vault's folder, which others can write to, is the documented current folder. Nothing in it may become code.
"""

import sys

from habeas.programs import clean_up_here


def main() -> None:
    """The console script."""
    clean_up_here()
    from habeas.cli.main import run

    sys.exit(run())

"""How people speak to it from a terminal: one file per stage.

In: the words of a command line, a passphrase from a file descriptor or a prompt. Out: lines on stdout, progress and
errors on stderr, an exit code of docs/reference/exit-codes.md.

    main.py         the group, its lazy table of commands, what an error looks like
    speaking.py     output: JSON lines, tables of 80 columns, progress, questions
    opening.py      which vault, which member, which passphrase
    vault.py  claims.py  review_screen.py  words.py  publication.py  demo.py   the commands

Promises: no secret in an argument or the environment; nothing but ids, sizes and hashes in an error; what publishes or
destroys asks first; `--json` prints one object, or one a line as soon as what it says is safe.
Does not: hold rules of the work. A command calls one verb of a stage and shows what came of it.
"""

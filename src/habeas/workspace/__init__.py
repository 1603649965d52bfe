"""The only place of wiring: what takes more than one stage, over one open vault.

    open.py             a folder and a passphrase -> a Workspace: the ledger with every stage's projector attached
    propose.py          a text of the vault -> proposals in the journal
    decide_by_rules.py  a file of decisions that a person can read -> decisions about proposals
    estimate.py         who is on which list -> the tables an estimate starts from

Every screen stands on it and on the stages below it, and prints; what any screen says is decided below the screens.
"""

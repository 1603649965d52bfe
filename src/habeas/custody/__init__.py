"""The journal and its Merkle log: entries, commitments, proofs, checkpoints, time stamps."""

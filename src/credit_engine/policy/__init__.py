"""Policy documents: reading, checking, ordering, lowering to a program, versions, fingerprints."""

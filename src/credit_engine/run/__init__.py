"""Running programs: the row evaluation, its kernels and the input check."""

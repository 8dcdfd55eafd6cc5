"""Laws that hold for every policy: missing data, determinism, bounded work."""

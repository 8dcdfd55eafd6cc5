"""The examples are files with mistakes in them, not cases to run."""

collect_ignore_glob = ["*/*.cases.yaml", "*/*.cases.yml"]

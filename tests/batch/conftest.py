"""Tables need the extra `batch`: without it there is nothing to test here."""

from importlib.util import find_spec

collect_ignore_glob = [] if find_spec("pyarrow") is not None else ["test_*.py"]

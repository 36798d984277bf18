"""Rows as requests of the Open Inference Protocol, version 2."""

from training.data import NUMERIC


def request(index: int, row: dict) -> dict:
    """One row, named by its line in the data."""
    return {'id': f'row-{index}', 'inputs': [_tensor(name, value) for name, value in row.items()]}


def _tensor(name: str, value) -> dict:
    datatype = 'FP64' if name in NUMERIC.values() else 'BYTES'
    whole = int(value) if datatype == 'FP64' and value == int(value) else value
    return {'name': name, 'shape': [1, 1], 'datatype': datatype, 'data': [whole]}

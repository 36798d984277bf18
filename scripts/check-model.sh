#!/usr/bin/env bash
# Trains the examples' models anew and fails if its committed artefacts, requests or golden rows differ by a byte.
# Needs Node.js, Python 3.11 or newer (PYTHON names another than python3) and the package index; about a minute the first time.
set -euo pipefail
cd "$(dirname "$0")/.."
home=node_modules/.cache/example-models
python=${PYTHON:-python3}
pins=$(mktemp)
trap 'rm -f "$pins"' EXIT

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11) and f"the model needs Python 3.11 or newer, got {sys.version.split()[0]}; set PYTHON")'
# Made anew when the pins change; the stamp is written last, so that a broken installation is not taken for a whole one.
cat examples/*/model/requirements.txt | sort -u > "$pins"
if ! cmp -s "$pins" "$home/installed.txt"; then
  "$python" -m venv --clear "$home"
  "$home/bin/python" -m pip install --quiet --disable-pip-version-check --only-binary :all: --requirement "$pins"
  cp "$pins" "$home/installed.txt"
fi
for model in examples/*/model; do
  if [ -f "$model/train.mjs" ]; then
    node "$model/train.mjs" --check
    continue
  fi
  PYTHONDONTWRITEBYTECODE=1 "$home/bin/python" "$model/train.py" --cache "$home/data/$(basename "$(dirname "$model")")" --check
done

#!/usr/bin/env bash
# From an empty machine to the evaluated reader of attributions. Needs Python and ../shared/data/polnear beside the clone.
# An hour on two cores; minutes on a GPU, which is used when torch sees one.
#   training/attributions/run.sh [OUT]
set -euo pipefail
cd "$(dirname "$0")/../.."
out=${1:-training/attributions/out}
python3 -m venv .venv && .venv/bin/pip install -q -e '.[training]'
# large blocks stay with the process: without this a quarter of the time goes to the kernel, which clears them anew
export MALLOC_MMAP_THRESHOLD_=8589934592 MALLOC_TRIM_THRESHOLD_=8589934592
recipe=training/attributions
.venv/bin/python $recipe/rules.py               # the weights of the rules' features
.venv/bin/python $recipe/train.py "$out"        # the network
.venv/bin/python $recipe/export.py "$out/reader.pt"
.venv/bin/python $recipe/weigh.py               # rules against network
.venv/bin/python benchmarks/attributions.py dev --spans --reliability

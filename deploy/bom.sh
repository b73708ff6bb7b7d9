#!/usr/bin/env bash
# What the product is made of, in a folder: two bills of materials (CycloneDX, JSON) and the licences.
# Before: `make bom` makes the two environments, from deploy/supply.lock and from requirements.lock.
set -euo pipefail
out=$(realpath --canonicalize-missing "${1:-dist}")
cd "$(dirname "$0")/.."
tools=.tools/supply/bin
product=.tools/product/bin/python

mkdir -p "$out"
"$tools/cyclonedx-py" environment --pyproject pyproject.toml --mc-type application \
    --output-reproducible --output-format JSON --output-file "$out/bom-python.json" "$product"
(cd widget && npm sbom --sbom-format cyclonedx --package-lock-only) >"$out/bom-widget.json"
"$tools/pip-licenses" --python "$product" --from mixed --with-system --order license --format markdown \
    --output-file "$out/licences-python.md"

#!/usr/bin/env bash
# Source distribution and wheel, in a folder: the same files and the same date make the same bytes.
# deploy/package.sh PYTHON [FOLDER]; the date is that of the commit, or SOURCE_DATE_EPOCH.
set -euo pipefail
python=$(realpath --no-symlinks "$1")
out=$(realpath --canonicalize-missing "${2:-dist}")
cd "$(dirname "$0")/.."
umask 022
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}

mkdir -p "$out"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

build() { # sdist|wheel FOLDER; says the name of what it made
    "$python" -W ignore -c "
import sys
from setuptools import build_meta
print(getattr(build_meta, 'build_' + sys.argv[1])(sys.argv[2]))" "$@" 2>"$work/log" | tail -1 ||
        { cat "$work/log" >&2; return 1; }
}

name=$(build sdist "$work")
tar -xzf "$work/$name" -C "$work"
tree=$work/${name%.tar.gz}
# What setuptools leaves to chance in a source distribution: dates, owners, rights, order.
chmod -R u=rwX,go=rX "$tree"
tar --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner \
    -C "$work" -c "${name%.tar.gz}" | gzip -9n >"$out/$name"
cd "$tree"
build wheel "$out" >/dev/null

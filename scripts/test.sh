#!/bin/sh
# Runs every check and every test: style, types, order of rooms, the suite on SQLite, and the tests
# that touch the store again on PostgreSQL. Extra arguments go to pytest (both runs).
set -eu
cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH"
export XUANXIAN_HOME="${XUANXIAN_HOME:-$(mktemp -d)}" DJANGO_SETTINGS_MODULE=xuanxian.settings

scripts/lint.sh

echo "== Tests on SQLite"
pytest -n 2 --dist loadfile "$@"

echo "== Tests of the store on PostgreSQL"
scripts/with_postgresql.sh pytest -n 2 --dist loadfile -m "stores and not browser and not alone" "$@"

echo "== Tests that kill a PostgreSQL of their own"
scripts/with_postgresql.sh pytest -m "stores and alone" "$@"

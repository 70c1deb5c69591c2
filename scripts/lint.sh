#!/bin/sh
# Style, types, the order of the rooms, and that the tables match the models.
set -eu
cd "$(dirname "$0")/.."
PATH="$PWD/.venv/bin:$PATH"
export XUANXIAN_HOME="${XUANXIAN_HOME:-$(mktemp -d)}" DJANGO_SETTINGS_MODULE=xuanxian.settings

echo "== Style"
ruff check .
ruff format --check .
echo "== Types"
mypy
echo "== Order of the rooms"
lint-imports
echo "== Migrations"
django-admin makemigrations --check --dry-run

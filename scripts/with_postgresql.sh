#!/bin/sh
# Runs a command with DATABASE_URL pointing to a PostgreSQL of its own, thrown away afterwards:
#     scripts/with_postgresql.sh pytest -m stores
# PostgreSQL refuses to run as root, so root runs it as the user postgres.
set -eu

binaries=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -n "$binaries" ] || { echo "PostgreSQL is not installed: run scripts/setup.sh --tests" >&2; exit 1; }

folder=$(mktemp -d)
if [ "$(id -u)" = 0 ]; then
    chown postgres "$folder"
    as() { runuser -u postgres -- "$@"; }
    user=postgres
else
    as() { "$@"; }
    user=$(id -un)
fi

stop() {
    as "$binaries/pg_ctl" --pgdata="$folder/data" --mode=immediate stop >/dev/null 2>&1 || true
    rm -rf "$folder"
}
trap stop EXIT INT TERM

# No durability: the store lives as long as the command; measurements set DURABLE=1.
[ "${DURABLE:-}" ] && synced=on || synced=off
(cd "$folder" && as "$binaries/initdb" --pgdata="$folder/data" --auth=trust --encoding=UTF8 \
    --locale=C.UTF-8 --no-sync >/dev/null)
(cd "$folder" && as "$binaries/pg_ctl" --pgdata="$folder/data" --log="$folder/log" --wait --silent \
    --options="-c listen_addresses='' -k $folder -c fsync=$synced -c max_connections=200" start)

DATABASE_URL="postgres://$user@/postgres?host=$folder"
export DATABASE_URL
"$@"

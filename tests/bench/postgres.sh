#!/usr/bin/env bash
# A throw-away PostgreSQL for the benchmark: prints its address, and stops it when standard input ends.
#
# It first runs as tests/support/postgres.sh starts it, without syncing to disk, to be filled quickly.
# After the first line on standard input it runs with the settings that PostgreSQL ships with.
set -euo pipefail
# shellcheck source=tests/support/postgres.sh
source "$(dirname "$(readlink -f "$0")")/../support/postgres.sh"

trap postgres_stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

postgres_start
printf '%s\n' "$PARVIS_TEST_DATABASE"

read -r _ || exit 0
port=${PARVIS_TEST_DATABASE##*:}
postgres_run pg_ctl --pgdata="$postgres_folder/data" --log="$postgres_folder/server.log" --mode=fast --wait \
    --options="-p ${port%%/*} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''" restart \
    >"$postgres_folder/restart.log" 2>&1 || postgres_fail server.log
printf 'restarted\n'

while read -r _; do :; done

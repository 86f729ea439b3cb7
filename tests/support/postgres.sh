# shellcheck shell=bash
# A throw-away PostgreSQL for one test run; sourced by tests/run.
#
# postgres_start   starts a server on loopback in a temporary folder and sets PARVIS_TEST_DATABASE.
# postgres_stop    stops that server, no other, and removes the folder; harmless when none was started.
#
# Nothing survives a run, so nothing is synced to disk. The database sorts by language (ICU), as an
# organisation's does, so that code which counts on byte order fails here and not there.

postgres_folder=
postgres_bin=
postgres_as=()

# Prints the folder with initdb, pg_ctl and postgres: where PATH finds initdb, else the newest of Debian's.
postgres_find() {
    local folder
    while read -r folder; do
        [[ -x $folder/initdb && -x $folder/pg_ctl && -x $folder/postgres ]] || continue
        printf '%s\n' "$folder"
        return
    done < <(
        dirname "$(readlink -f "$(command -v initdb)" 2>/dev/null)"
        printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV
    )
    return 1
}

postgres_start() {
    local attempt password port
    postgres_bin=$(postgres_find)
    postgres_folder=$(mktemp -d "${TMPDIR:-/tmp}/parvis-postgres.XXXXXXXX")
    password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
    printf '%s\n' "$password" >"$postgres_folder/password"
    postgres_drop_root

    postgres_run initdb --pgdata="$postgres_folder/data" --username=parvis --pwfile="$postgres_folder/password" \
        --auth=scram-sha-256 --encoding=UTF8 --locale=C --locale-provider=icu --icu-locale=en-US --no-sync \
        >"$postgres_folder/initdb.log" 2>&1 || postgres_fail initdb.log

    # A port can be taken between choosing it and binding it, so the server's own start is the test.
    for attempt in {1..20}; do
        port=$((20000 + RANDOM % 12000))
        if postgres_run pg_ctl --pgdata="$postgres_folder/data" --log="$postgres_folder/server.log" --timeout=60 --wait \
            --options="-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=200 \
                -c fsync=off -c synchronous_commit=off -c full_page_writes=off" start \
            >"$postgres_folder/start.log" 2>&1; then
            export PARVIS_TEST_DATABASE="postgres://parvis:$password@127.0.0.1:$port/postgres"
            return
        fi
        grep -q 'could not bind' "$postgres_folder/server.log" || break
        : >"$postgres_folder/server.log"
    done
    echo "tests/run: PostgreSQL did not start (attempt $attempt)" >&2
    postgres_fail server.log
}

postgres_stop() {
    [[ -n $postgres_folder ]] || return 0
    if [[ -e $postgres_folder/data/postmaster.pid ]]; then
        postgres_run pg_ctl --pgdata="$postgres_folder/data" --mode=immediate --wait stop >/dev/null ||
            echo "tests/run: the PostgreSQL in $postgres_folder could not be stopped" >&2
    fi
    rm -rf "$postgres_folder"
    postgres_folder=
}

# PostgreSQL refuses to run as root: root gives the folder to Debian's user for it, else to nobody.
postgres_drop_root() {
    local user=postgres
    postgres_as=()
    ((EUID == 0)) || return 0
    id "$user" >/dev/null 2>&1 || user=nobody
    chown -R "$user" "$postgres_folder"
    postgres_as=(setpriv "--reuid=$user" "--regid=$(id -g "$user")" --clear-groups)
}

postgres_run() {
    local program=$1
    shift
    (cd "$postgres_folder" && "${postgres_as[@]}" "$postgres_bin/$program" "$@")
}

postgres_fail() {
    tail -n 20 "$postgres_folder/$1" >&2
    return 1
}

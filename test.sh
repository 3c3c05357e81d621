#!/bin/bash
# Run every check and every test: ./test.sh
# Or some tests only: ./test.sh tests/planning -k settle
#
# What needs chromium, RabbitMQ or Redis is left out where they are missing, and the
# end says so; REQUIRE_BROWSER=1 and REQUIRE_BROKERS=1 make that a failure.
# VENV and PYTHON choose another environment and interpreter.
set -uo pipefail
cd "$(dirname "$0")" || exit 1
. config/venv.sh
prepare requirements-dev.lock
PATH="$(cd "$VENV/bin" && pwd):$PATH"
export PATH

failed=()
left_out=()

check() {
    local name=$1 begin=$SECONDS
    shift
    echo "== $name"
    "$@" || failed+=("$name")
    echo "   $name: $((SECONDS - begin)) s"
}

no_addresses() {
    ! grep -nE '://|--index|--find-links|--extra' requirements.lock requirements-dev.lock
}

migrations_are_complete() {
    local folder code
    folder=$(mktemp -d)
    # No database is running; comparing models with migrations needs none.
    VAR_DIR=$folder DATABASE_URL='' python -W ignore manage.py makemigrations \
        --check --dry-run
    code=$?
    rm -r "$folder"
    return $code
}

# missing NAME REQUIRED: note what the tests have to do without.
missing() {
    left_out+=("$1")
    [ "$2" != 1 ] || failed+=("$1 is required and was not found")
}

look_around() {
    local name found=${CHROMIUM:-}
    for name in chromium chromium-browser google-chrome; do
        found=${found:-$(command -v "$name")}
    done
    [ -n "$found" ] ||
        missing "the tests in a browser: no chromium" "${REQUIRE_BROWSER:-0}"
    # A server of the environment, or one the tests can start themselves.
    found=${TEST_RABBITMQ_URL:-$(command -v rabbitmq-server)}
    [ -n "$found" ] || [ -x /usr/lib/rabbitmq/bin/rabbitmq-server ] ||
        missing "the broker RabbitMQ: no rabbitmq-server" "${REQUIRE_BROKERS:-0}"
    found=${TEST_REDIS_URL:-$(command -v redis-server)}
    [ -n "$found" ] ||
        missing "the broker Redis: no redis-server" "${REQUIRE_BROKERS:-0}"
}

# As many at once as the machine bears: browsers and servers are started, too.
workers() {
    python -c 'import os; print(min(max(os.cpu_count() or 2, 2), 4))'
}

look_around
if [ $# -gt 0 ]; then
    check pytest python -m pytest "$@"
else
    check "ruff check" ruff check --quiet .
    check "ruff format" ruff format --quiet --check .
    check mypy mypy
    check "lint-imports" lint-imports
    check "complete migrations" migrations_are_complete
    check "no addresses in the lock files" no_addresses
    check pytest python -m pytest -q -n "$(workers)" --dist worksteal
fi

echo
echo "${SECONDS} s with $(python --version)."
# ${a[@]+...}: an empty list is an unset variable for the bash of macOS.
for name in ${left_out[@]+"${left_out[@]}"}; do
    echo "LEFT OUT: $name"
done
for name in ${failed[@]+"${failed[@]}"}; do
    echo "FAILED: $name"
done
[ ${#failed[@]} -eq 0 ] || exit 1
echo "All passed."

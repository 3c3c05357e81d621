#!/bin/sh
# Show a planning year: ./demo.sh
#
# Sets up all it needs in this folder, serves the site on this machine and lets the
# demonstration region plan its year. Ctrl-C ends it; it finds its data again.
# ./demo.sh --help lists the options.
set -eu
cd "$(dirname "$0")"
. config/venv.sh
prepare requirements.lock

# A folder of its own, so that it never meets the data of `manage.py up`.
VAR_DIR=${VAR_DIR:-$PWD/var/demo}
export VAR_DIR
exec "$PYTHON" manage.py demo "$@"

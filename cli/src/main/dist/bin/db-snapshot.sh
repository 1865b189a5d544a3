#!/bin/sh
# The name that old runbooks call.
exec "$(dirname -- "$0")/db-snapshot" "$@"

#!/bin/sh
# The name that old runbooks call, also through a link.
set -eu
file=$0
while [ -h "$file" ]; do
  link=$(readlink "$file")
  case $link in
    /*) file=$link ;;
    *) file=$(dirname -- "$file")/$link ;;
  esac
done
exec "$(dirname -- "$file")/db-snapshot" "$@"

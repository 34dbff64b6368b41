#!/bin/bash
# Shards with GNU parallel, on this machine or, with --sshloginfile, on many that have the same checkout:
#   docs/machines/parallel.sh SHARDS SEEDS [OPTIONS OF parallel]
# In the root of a built checkout. It ends with the verdict of the whole, as one machine would.
set -eu
shards="$1" seeds="$2"
shift 2
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
# A finding of a shard must not end the others: merge judges them all.
seq "$shards" | parallel "$@" --workdir "$PWD" \
  "node dist/sim/cli/main.js run --seeds $seeds --workers 1 --shard {}/$shards --out $folder/{}.json >/dev/null || true"
node dist/sim/cli/main.js merge "$folder"/*.json --out campaign.json

#!/bin/bash
# Shards as an array job, in the root of a built checkout that all nodes see:
#   sbatch docs/machines/slurm.sh
#   npm run -s varta-sim -- merge shards/shard-*.json --out campaign.json
#SBATCH --job-name=varta-sim
#SBATCH --array=1-16
#SBATCH --cpus-per-task=2
#SBATCH --mem=4G
#SBATCH --time=01:00:00
# A finding is a result, not a failure of the node.
#SBATCH --no-requeue
set -u
mkdir -p shards
exec node dist/sim/cli/main.js run --seeds 16000 --budget 55m --workers "${SLURM_CPUS_PER_TASK:-2}" \
  --shard "$SLURM_ARRAY_TASK_ID/16" --findings "shards/findings-$SLURM_ARRAY_TASK_ID" --out "shards/shard-$SLURM_ARRAY_TASK_ID.json"

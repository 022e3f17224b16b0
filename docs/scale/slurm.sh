#!/bin/bash
# A class as a SLURM job array, one shard a task: sbatch --array=1-5 docs/scale/slurm.sh
# A task that was ended is run again by its number alone: sbatch --array=3 docs/scale/slurm.sh
#SBATCH --job-name=grader
#SBATCH --cpus-per-task=4
#SBATCH --mem=6G
#SBATCH --time=04:00:00
#SBATCH --requeue
set -euo pipefail

# CLASS: the fetched repositories. OUT: a folder that all nodes see. SHARDS: how many there are in
# all, also where only some are run again. GRADER_SECRET comes from a file that only you can read.
: "${CLASS:?the folder of the repositories}" "${OUT:?a folder for the reports}"
: "${SHARDS:=$SLURM_ARRAY_TASK_COUNT}"
GRADER_SECRET=$(cat "${SECRET_FILE:?a file with the secret}")
export GRADER_SECRET

# 3: some submissions cannot be graded; the report lists them.
.venv/bin/grader grade "$CLASS"/* --roster roster.csv --workers "$SLURM_CPUS_PER_TASK" \
  --shard "$SLURM_ARRAY_TASK_ID/$SHARDS" --out "$OUT/shard-$SLURM_ARRAY_TASK_ID" || [ $? -eq 3 ]

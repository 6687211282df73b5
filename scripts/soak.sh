#!/usr/bin/env bash
# Runs calls without pause over real servers to which failovers, restarts, splits and moved names happen, and checks every promise.
# Usage: scripts/soak.sh [--minutes 30] [--seed N] [--deployment nodes,endpoint,sentinel,cluster,lost-replies] [--visitors 64]
# The seed is printed first; with the same seed, the same things happen in the same order.
set -euo pipefail
cd "$(dirname "$0")/.."
exec dotnet run -c Release --project tests/Soak -- "$@"

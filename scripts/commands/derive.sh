#!/usr/bin/env bash
# Writes src/Commands/Data/redis.txt anew from the redis-server on the search path.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
dotnet run --project "$root/scripts/commands" -- "$root/src/Commands/Data/redis.txt"

#!/usr/bin/env bash
# Writes the generated files of src/Runtime/Bodies again, from StackExchange.Redis's own interface and the command table.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
dotnet run --project "$root/scripts/bodies" -- "$root/src/Runtime/Bodies"

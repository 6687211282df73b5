#!/usr/bin/env bash
# Writes src/Runtime/Bodies/RoutedDatabase.Commands.cs anew from StackExchange.Redis's own interface and the command table.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
dotnet run --project "$root/scripts/bodies" -- "$root/src/Runtime/Bodies/RoutedDatabase.Commands.cs"

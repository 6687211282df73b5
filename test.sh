#!/usr/bin/env bash
# Builds everything with warnings as errors, checks the formatting, and runs every test against real Redis servers.
# Needs the .NET SDK alone: the Redis programs are installed from the system's packages where they are missing.
# Closes with one line: N passed, N failed.
set -uo pipefail
cd "$(dirname "$0")"

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 MSBUILDDISABLENODEREUSE=1

step() { printf '\n== %s\n' "$1"; }

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

install_redis() {
  local missing=()
  command -v redis-server > /dev/null || missing+=(redis-server)
  command -v redis-sentinel > /dev/null || missing+=(redis-sentinel)
  command -v redis-cli > /dev/null || missing+=(redis-tools)
  [ ${#missing[@]} -eq 0 ] && return 0
  if ! command -v apt-get > /dev/null; then
    echo "Missing: ${missing[*]}. Install them with your system's package manager, then run this again." >&2
    return 1
  fi
  step "Installing ${missing[*]}"
  # The tests start servers of their own on free ports: at run level 1, the packages' services are not started.
  as_root apt-get update -qq &&
    as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq "${missing[@]}" > /dev/null
}

install_redis || exit 1

step "Building with warnings as errors"
dotnet build RedisSafety.sln -v quiet || exit 1

step "Checking the formatting"
dotnet format RedisSafety.sln --no-restore --verify-no-changes || exit 1

step "Testing"
passed=0 failed=0 broken=()
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
for project in tests/*.Tests*/*.csproj; do
  name=$(basename "$project" .csproj)
  printf '\n-- %s\n' "$name"
  dotnet run --project "$project" --no-build -- -result-xml "$results/$name.xml" -noColor -noLogo
  status=$?
  counted=$(grep -o '<assembly [^>]*>' "$results/$name.xml" 2> /dev/null)
  succeeded=$(sed -n 's/.* passed="\([0-9]*\)".*/\1/p' <<< "$counted")
  unsuccessful=$(sed -n 's/.* failed="\([0-9]*\)".*/\1/p' <<< "$counted")
  passed=$((passed + ${succeeded:-0}))
  failed=$((failed + ${unsuccessful:-0}))
  if [ "$status" -ne 0 ]; then
    broken+=("$name")
    # A run that ended before it counted anything is a failure all the same.
    [ "${unsuccessful:-0}" -gt 0 ] || failed=$((failed + 1))
  fi
done

step "Tests by rule"
grep -ohE '<test [^>]* type="[^"]*RSF[0-9]{4}' "$results"/*.xml | grep -oE 'RSF[0-9]{4}$' | sort | uniq -c

step "Tests by command"
commands=$(grep -ohE '<test [^>]*' "$results"/*.xml | sed -nE 's/.*EveryCommandTests\.[A-Za-z_]+\(command: \\?&quot;([^\&]*).*/\1/p' |
  sort | uniq -c | sed -E 's/^ *([0-9]+) (.*)/\2 \1/')
paste -sd ',' <<< "$commands" | sed 's/,/, /g' | fold -s -w 120
printf '\n%d commands, each with its tests\n' "$(grep -c . <<< "$commands")"

[ ${#broken[@]} -eq 0 ] || printf '\nFailed: %s\n' "${broken[*]}"
printf '\n%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]

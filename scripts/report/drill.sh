#!/usr/bin/env bash
# Runs a drill of three scenarios beside other clients, tests its page in Chromium, and takes the picture of the README from it.
# Installs the browser if it is missing. Needs redis-server.
set -euo pipefail
cd "$(dirname "$0")/../.."

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 MSBUILDDISABLENODEREUSE=1

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

if ! command -v chromium > /dev/null; then
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium > /dev/null
fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
dotnet run --project src/Tool -- drill --local moved-name,planned-swap,kill --compare --html "$folder/drill.html" --json "$folder/drill.json" \
  --max-rto 300ms --max-lost 10 --observe 4s

export REDIS_SAFETY_DRILL="$folder/drill.html" REDIS_SAFETY_DRILL_PICTURE="$PWD/docs/images/drill.png"
dotnet run --project tests/Report.Browser -- -noColor -noLogo -class "*DrillPageTests"

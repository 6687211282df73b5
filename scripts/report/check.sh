#!/usr/bin/env bash
# Tests the HTML report in Debian's Chromium: filters, keyboard, width, print, dark and light, and the rules of axe.
# Installs the browser if it is missing. With --picture it also takes the picture of the README anew.
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

[ "${1:-}" = --picture ] && export REDIS_SAFETY_PICTURE="$PWD/docs/images/report.png"

dotnet run --project tests/Report.Browser -- -noColor -noLogo

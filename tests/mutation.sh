#!/usr/bin/env bash
# Changes the pure code in small ways, one at a time, and asks its tests whether they notice; not for CI. The reports are
# in each project's StrykerOutput. Fails if a score is below 85; a project's stryker-config.json says what is covered.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export PureTests=true DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

dotnet tool restore >/dev/null || exit 1
failed=0 scores=()
for project in SystemUserManager.Tests SystemUserManager.Web.Tests; do
  echo "== $project"
  log=$(mktemp)
  started=$SECONDS
  (cd "$project" && dotnet stryker --skip-version-check "$@") 2>&1 | tee "$log"
  [ "${PIPESTATUS[0]}" = 0 ] || failed=1
  score=$(grep -o 'mutation score is [0-9.]* %' "$log" | tail -n 1)
  scores+=("$project: ${score:-no score}, $((SECONDS - started)) s")
  rm -f "$log"
done

printf '%s\n' "" "${scores[@]}"
[ "$failed" = 0 ]

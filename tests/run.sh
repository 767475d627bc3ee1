#!/usr/bin/env bash
# Everything CI runs: installs what the tests need where it is missing, builds, runs every test on both databases, and
# ends with a line "N passed, N failed".
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

# Two lanes side by side: the processes that are killed and started again mostly wait for one another.
logs=$(mktemp -d)
test_project "$logs/1" SystemUserManager.Browser.Tests >"$logs/shown" &
lane=$!
number=1
for project in MetaGraph.Tests SystemUserManager.Sandbox.Tests SystemUserManager.Tests SystemUserManager.Web.Tests; do
  echo "== $project"
  number=$((number + 1))
  test_project "$logs/$number" "$project"
done
echo "== SystemUserManager.Browser.Tests"
wait "$lane"
cat "$logs/shown"

for log in "$logs"/[0-9]*; do
  count "$log"
done
rm -rf "$logs"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]

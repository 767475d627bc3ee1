#!/usr/bin/env bash
# Everything CI runs: installs what the tests need where it is missing, builds, runs every test on both databases, and
# ends with a line "N passed, N failed".
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

# One after the other: side by side on two cores each takes longer than both in turn. The first two have nothing that is
# compiled ahead.
run_project MetaGraph.Tests
run_project SystemUserManager.Sandbox.Tests
wait_for_compiled
# Their tests wait for the network and the database a third of the time; the browser's have processes enough of their own.
run_project SystemUserManager.Tests -maxThreads 1.5x
run_project SystemUserManager.Web.Tests -maxThreads 1.5x
run_project SystemUserManager.Browser.Tests

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]

#!/usr/bin/env bash
# The long versions of the tests that could go on for ever; not for CI. About an hour and a half on two quiet cores.
# What goes wrong says how to play it again; SOAK_SEED=N plays the same moments. Ends with a summary.
# With ids (bash tests/soak.sh A03 Q01), only those.
wanted=" $* "
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
wait_for_compiled

export SOAK_KILLS=${SOAK_KILLS:-200} SOAK_OPERATIONS=${SOAK_OPERATIONS:-20}
export SOAK_SHARED=${SOAK_SHARED:-100} SOAK_STARTS=${SOAK_STARTS:-10} SOAK_COPIES=${SOAK_COPIES:-100} SOAK_COMMITS=${SOAK_COMMITS:-20}
summary=()

# soak WHAT PROJECT ID...: the tests of these ids, with what they say. ALL: whatever id they have or haven't.
soak() {
  local what=$1 project=$2 before=$failed id due=0 filters=()
  shift 2
  for id in "$@"; do
    [ "$wanted" = "  " ] || [[ $wanted == *" $id "* ]] || continue
    due=1
    [ "$id" = ALL ] || filters+=(-trait "Id=$id")
  done
  [ $due = 0 ] && return 0
  echo "== $what"
  run_project "$project" "${filters[@]}" -showLiveOutput
  summary+=("$what: $([ "$failed" = "$before" ] && echo held || echo FAILED), $took s")
}

SOAK_MATRIX=1 soak "A01, A02: killed at every step of every act, on each database" SystemUserManager.Browser.Tests A01 A02
SOAK_MATRIX=1 soak "ALL: every row of every table, on each database" SystemUserManager.Tests ALL
SOAK_MATRIX=1 soak "ALL: the same of the web tests" SystemUserManager.Web.Tests ALL
SOAK_ROWS=1000 soak "F03: eight writers of a thousand audit rows" SystemUserManager.Tests F03
SOAK_RACES=${SOAK_RACES:-100} soak "C05: ${SOAK_RACES:-100} races of a token's making and a revoke, on each database" SystemUserManager.Tests C05
soak "A03: $SOAK_KILLS kills over $SOAK_OPERATIONS operations, on each database" SystemUserManager.Browser.Tests A03
soak "A05: $SOAK_COMMITS kills in the middle of commits, on each database" SystemUserManager.Browser.Tests A05
soak "A07: $SOAK_COPIES copies of an instant" SystemUserManager.Browser.Tests A07
SOAK_HELD=1 soak "C09: the database's file held for 3 and for 40 seconds, set as in production" SystemUserManager.Browser.Tests C09
soak "C03: $SOAK_SHARED operations shared by two workers" SystemUserManager.Browser.Tests C03
soak "C06: eight replicas start together, $SOAK_STARTS times" SystemUserManager.Browser.Tests C06
for seed in 1 2 3; do
  SOAK_STEPS=${SOAK_STEPS:-10000} SOAK_SEED=$seed soak "Q01: ${SOAK_STEPS:-10000} steps of the model, seed $seed" SystemUserManager.Tests Q01
done

printf '%s\n' "" "Summary" "${summary[@]}"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]

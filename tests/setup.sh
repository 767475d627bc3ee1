# Sourced by run.sh and soak.sh: goes to the repository's root, installs what the tests need where it is missing, builds
# everything, and gives run_project, and wait_for_compiled. Needs the .NET SDK, and root or sudo for what is missing.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
# Processes that live for seconds never get back what profiling themselves costs: a third of the time.
export DOTNET_TieredPGO=0
# Nor what guarding their own code costs them at every method that is compiled.
export DOTNET_EnableWriteXorExecute=0
# Nor threads that spin, waiting for work, on the two cores that the database and the other processes want.
export DOTNET_ThreadPool_UnfairSemaphoreSpinLimit=0
# Thousands of databases come and go: in memory, where there is room for them.
[ "$(df --output=avail -k /dev/shm 2>/dev/null | tail -n 1)" -ge 4000000 ] 2>/dev/null && export TMPDIR=/dev/shm

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

install_missing() {
  local missing=()
  # Either will do; the shell has no windows to draw.
  command -v chromium-headless-shell >/dev/null || command -v chromium >/dev/null || missing+=(chromium-headless-shell)
  compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
  [ ${#missing[@]} = 0 ] && return 0
  echo "Installing ${missing[*]}"
  # Debian's package would start a server of its own; the tests start theirs.
  as_root mkdir -p /etc/postgresql-common
  printf 'create_main_cluster = false\n' | as_root tee /etc/postgresql-common/createcluster.conf >/dev/null
  as_root apt-get update -qq
  apt-cache show chromium-headless-shell >/dev/null 2>&1 || missing=("${missing[@]/chromium-headless-shell/chromium}")
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

install_missing || { echo "What the tests need could not be installed: chromium and postgresql of Debian."; echo "0 passed, 1 failed"; exit 1; }

# A compiler that other builds share may remember pages that were changed meanwhile: this run has one of its own.
compiler=(-c Release -p:SharedCompilationId="tests-$$" -p:CompiledAhead=true --nologo -v quiet -clp:NoSummary)
trap 'pkill -f "pipename:tests-$$" || true' EXIT
# What is built for debugging is never optimised, however hot it gets.
dotnet build SystemUserManager.sln "${compiler[@]}" || { echo "The build failed."; echo "0 passed, 1 failed"; exit 1; }

# Hundreds of times a process is killed and started again: compiled ahead, a start costs half of the processor's time.
compile_ahead() {
  local compiled=src/SystemUserManager.Web/bin/Release/compiled own part
  dotnet publish src/SystemUserManager.Web --no-build "${compiler[@]}" -o "$compiled" ||
    { rm -rf "$compiled"; echo "Not compiled ahead: the tests start what was built."; }
  # The same for what the tests have in their own process: what is of one version wherever it is used.
  for own in tests/SystemUserManager.{Tests,Web.Tests,Browser.Tests}/bin/Release/net10.0; do
    for part in "$compiled"/{SystemUserManager*,MetaGraph,Microsoft.EntityFrameworkCore*,Microsoft.Data.Sqlite,Npgsql*,Quartz,Azure*,Serilog*,Polly*}.dll; do
      [ -f "$own/${part##*/}" ] && cp -p "$part" "$own"
    done
  done
}

# It goes on while tests run that need none of it.
compile_ahead &
compiling=$!

wait_for_compiled() { wait "$compiling"; }

passed=0 failed=0 took=0

# run_project PROJECT [options of its test program...]: shows its output, and adds to passed and failed. The program itself
# runs: telling each test to `dotnet test` costs a tenth of the time.
run_project() {
  local project=$1 log started=$SECONDS status total f skipped p
  log=$(mktemp)
  shift
  echo "== $project"
  dotnet "tests/$project/bin/Release/net10.0/$project.dll" -noLogo -noColor "$@" 2>&1 | tee "$log" | grep -vE '^\s*$' | tail -n 400
  status=${PIPESTATUS[0]}
  took=$((SECONDS - started))
  read -r total f skipped < <(sed -nE 's/.* Total: ([0-9]+), Errors: ([0-9]+), Failed: ([0-9]+), Skipped: ([0-9]+), Not Run: ([0-9]+),.*/\1 \2 \3 \4 \5/p' "$log" | tail -n 1 | awk '{print $1, $2 + $3, $4 + $5}')
  total=${total:-0} f=${f:-0} skipped=${skipped:-0}
  # A runner that dies counts as a failure even when it counted none.
  [ "$status" != 0 ] && [ "$f" = 0 ] && f=1
  [ "$total" = 0 ] && f=1
  p=$((total > f + skipped ? total - f - skipped : 0))
  passed=$((passed + p)) failed=$((failed + f))
  echo "== $project: $p passed, $f failed, $took s"
  rm -f "$log"
}

# TAP helpers of the command tests; sourced.  A case is one line:  t "what is promised" test …
set -u
T=$(mktemp -d) || exit 1
trap 'rm -rf "$T"' EXIT
cases=0
export LC_ALL=C NO_COLOR=1
# run COMMAND…: keep its status, output and messages.
run() {
  "$@" >"$T/out" 2>"$T/err" </dev/null
  status=$?
}
# The same with input from a file.
run_with() {
  input=$1
  shift
  "$@" <"$input" >"$T/out" 2>"$T/err"
  status=$?
}
t() {
  cases=$((cases + 1))
  what=$1
  shift
  if "$@"; then
    printf "ok %d - %s\n" "$cases" "$what"
  else
    printf "not ok %d - %s\n" "$cases" "$what"
    printf "# failed: %s (exit status of the command: %s)\n" "$*" "${status:-none}"
    sed 's/^/# out: /' "$T/out" 2>/dev/null | head -5
    sed 's/^/# err: /' "$T/err" 2>/dev/null | head -5
  fi
}
skip() {
  cases=$((cases + 1))
  printf "ok %d - %s # SKIP %s\n" "$cases" "$1" "$2"
  echo "skipped: $1: $2" >&2
}
exits() { [ "$status" -eq "$1" ]; }
out_has() { grep -qF -- "$1" "$T/out"; }
err_has() { grep -qF -- "$1" "$T/err"; }
err_lines() { [ "$(wc -l <"$T/err")" -eq "$1" ]; }
out_is() { [ "$(cat "$T/out")" = "$1" ]; }
same() { cmp -s "$1" "$2"; }
# Fails with status $1 and one line that contains $2 and nothing on standard output.
refuses() { exits "$1" && err_lines 1 && err_has "$2" && [ ! -s "$T/out" ]; }
finish() { echo "1..$cases"; }

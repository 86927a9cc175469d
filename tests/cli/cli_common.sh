# What every command promises.  Usage: cli_common.sh COMMAND…
. "$(dirname "$0")/tap.sh"
for command; do
  name=$(basename "$command")
  run "$command" --help
  t "$name --help exits 0 and writes to standard output" exits 0
  t "$name --help says how it is used" out_has "Usage: $name"
  t "$name --help ends with examples" sh -c "tail -n 8 '$T/out' | grep -q '^  .*gnn-'"
  t "$name --help has lines of at most 100 columns" sh -c "! grep -q '.\{101\}' '$T/out'"
  t "$name --help says nothing on standard error" err_lines 0
  cp "$T/out" "$T/help"
  run "$command" --version
  t "$name --version names version and licence" sh -c "head -n 1 '$T/out' | grep -q '^$name (libgnn) [0-9]' && grep -q GPL-3.0-or-later '$T/out'"
  t "$name --version names the libraries" sh -c "grep -q 'igraph 0.*OpenBLAS 0.*SuiteSparse 5\|igraph.*OpenBLAS.*SuiteSparse.*jansson' '$T/out'"
  run "$command" --usage
  t "$name --usage exits 0" exits 0
  run "$command" --no-such-option
  t "$name refuses an unknown option in one line that names --help" refuses 2 "$name --help"
  run "$command" -Z
  t "$name refuses an unknown letter" refuses 2 "$name --help"
  run "$command" --color=sometimes
  t "$name names the words an option takes" refuses 2 "auto, always, never"
  if "$command" --help 2>/dev/null >/dev/full; then
    t "$name notices a full disk" false
  else
    t "$name notices a full disk" test "$?" -ge 2
  fi
  "$command" --print-completion >"$T/completion"
  missing=
  for option in $(grep -o -- '--[a-z][a-z0-9-]*' "$T/help" | sort -u); do
    grep -q -- "^  *\(-., *\)\{0,1\}$option" "$T/help" || continue # mentioned in a text, not an option of its own
    grep -qF -- "$option" "$T/completion" || missing="$missing $option"
  done
  t "$name's completion lists every long option$missing" test -z "$missing"
  if command -v bash >/dev/null 2>&1; then
    t "$name's completion is good bash" bash -n "$T/completion"
    t "$name's completion completes --he" bash -c ". '$T/completion'; COMP_WORDS=($name --he); COMP_CWORD=1; _$(echo "$name" | tr - _); [ \"\${COMPREPLY[0]}\" = --help ]"
  else
    skip "$name's completion is good bash" "no bash here"
  fi
done
finish

# Programs that others wrote, asked the same questions: nauty (isomorphism), numpy (spectra), networkx (colour refinement,
# patterns, cycles).  What is not installed is skipped.  Usage: cli_oracles.sh gnn-expressivity
. "$(dirname "$0")/tap.sh"
here=$(cd "$(dirname "$0")" && pwd)
expressivity=$1
cd "$T" || exit 1
export OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1
data=${GNN_TEST_DATA:-/nowhere}/expressivity

# ---- nauty: classes of equal canonical forms ----

# Class numbers in order of first appearance, a line each.
classes_of_nauty() { sed 's/^>>graph6<<//' "$1" | nauty-labelg -q 2>/dev/null | awk '!($0 in c) { c[$0] = ++n } { print c[$0] }'; }
classes_of_ours() { "$expressivity" --classes --tests "$2" --format csv "$1" 2>err | sed 1d | cut -d, -f5; }
agrees() {
  classes_of_nauty "$1" >want
  classes_of_ours "$1" isomorphism >got
  [ -s want ] && cmp -s want got
}
if command -v nauty-geng >/dev/null 2>&1 && command -v nauty-labelg >/dev/null 2>&1; then
  for n in 1 2 3 4 5 6 7 8; do nauty-geng -q $n; done >geng.g6
  { cat geng.g6 && nauty-labelg -q geng.g6; } >twice.g6
  t "geng gives 13,598 graphs of 1 to 8 vertices" test "$(wc -l <geng.g6)" -eq 13598
  t "isomorphism: with their canonical forms they are 13,598 classes, as labelg has it" agrees twice.g6
  # All pairs that 1-WL leaves together; and each graph of them with its canonical form.
  classes_of_ours geng.g6 1-wl >wl
  paste wl geng.g6 | awk '{ for (k = 1; k <= n[$1]; k++) { print g[$1, k]; print $2 } g[$1, ++n[$1]] = $2 }' >pairs.g6
  nauty-labelg -q pairs.g6 | paste - pairs.g6 | awk 'NR % 2 { print $1; print $2 }' >again.g6
  "$expressivity" --pairs --tests isomorphism --format csv pairs.g6 | sed 1d | cut -d, -f8 | sort | uniq -c | awk '{ $1 = $1 } 1' >out
  t "no two graphs of a class of 1-WL are called isomorphic ($(($(wc -l <pairs.g6) / 2)) pairs)" out_is "$(($(wc -l <pairs.g6) / 2)) no"
  "$expressivity" --pairs --tests isomorphism --format csv again.g6 | sed 1d | cut -d, -f8 | sort | uniq -c | awk '{ $1 = $1 } 1' >out
  t "each is isomorphic to its canonical form" out_is "$(($(wc -l <again.g6) / 2)) yes"
  if [ -d "$data" ]; then
    for file in "$data"/*.g6; do t "isomorphism on $(basename "$file") as labelg has it" agrees "$file"; done
  else
    skip "isomorphism on the files of graphs" "the data are not here"
  fi
else
  skip "isomorphism as nauty has it" "nauty is not installed"
fi

# ---- numpy, networkx ----

# A Python that has the module, or nothing.
python_with() {
  for python in python3 /usr/bin/python3; do
    "$python" -c "import $1" 2>/dev/null && return
  done
  false
}
oracle() { "$python" "$here/oracles.py" "$expressivity" "$@" >out 2>err; }
if python_with numpy; then
  t "spectra of random graphs as numpy has them" oracle spectra random
  if [ -d "$data" ]; then
    for file in graph8c brec csl sr251256 sr401224 cfi_own trees10_12; do
      t "spectra on $file.g6, up to 60 vertices, as numpy has them" oracle spectra "$data/$file.g6" 60
    done
  else
    skip "spectra on the files of graphs" "the data are not here"
  fi
else
  skip "spectra as numpy has them" "no python3 with numpy here"
fi
if python_with networkx; then
  t "1-wl on all graphs up to 7 vertices as networkx has it" oracle refinement
  t "counts-3, -4, -5 likewise" oracle counts
  t "cycles-3 to -7 likewise" oracle cycles
  t "distances likewise" oracle distances
else
  skip "refinement, counts, cycles and distances as networkx has them" "no python3 with networkx here"
fi
finish

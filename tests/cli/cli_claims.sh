# gnn-experiment, presets of claims: nothing is trained.  Usage: cli_claims.sh gnn-experiment
. "$(dirname "$0")/tap.sh"
experiment=$1
cd "$T" || exit 1
unset GNN_DATA_DIR

run "$experiment" ring --preset s6 --quick --format csv -o s6
t "fractional isomorphism: exit 0" exits 0
t "the optimum of P4 and K1,3 is 2, the minimum over permutations 4" sh -c "grep -q '^\"P4, K1,3\",optimum of the linear program,2,' out &&
  grep -q '^\"P4, K1,3\",minimum over permutations,4,' out"
t "what needs a file that is not there is said, and not claimed" sh -c "grep -q 'er-authors.g6#0: not found' err && ! grep -q er-authors out"
for f in config.json env.json metrics.csv report.html; do t "the folder has $f" test -s "s6/$f"; done
run "$experiment" ring --preset s6 --quick -o s6
t "a second run there is refused" refuses 2 "there is a run already"
sed 's/"permutations": 8/"permutations": 7/' s6/config.json >changed && cp changed s6/config.json
run "$experiment" --resume -o s6 --format csv
t "a claim that does not hold: exit 1, and which" sh -c "[ $status -eq 1 ] && grep -q '^\"C6, 2 C3\",minimum over permutations,8,= 7,7,no' out"
t "the report says so" grep -q "1 of them do not hold" s6/report.html

run "$experiment" ring --preset s3 --quick --format csv -o s3
t "theorems with random weights: exit 0" exits 0
t "GIN does not tell two triangles from a hexagon" out_has "\"C6, 2 C3\",gap of gin (bounded by 1-wl),0,"
t "gsn tells six sets of skip links apart" out_has "ten skip links,\"sets by gsn, 4 layers\",6,6 to 6,6,yes"
t "orderings of Shrikhande's graph" out_has "Shrikhande,q_1: orderings with 1 edges among three neighbours,0.6,"

run "$experiment" counting --preset s5 --quick --format csv -o s5
t "exact weights: exit 0" exits 0
t "on graphs that are drawn where there are none" out_has "100 graphs drawn,triangle ("
t "none is wrong" sh -c "! grep -q ,no, out"
finish

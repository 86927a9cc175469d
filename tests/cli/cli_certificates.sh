# Certificates and their checker.
# Usage: cli_certificates.sh gnn-expressivity gnn-info gnn-convert gnn-expressivity-wrong-bound
. "$(dirname "$0")/tap.sh"
here=$(cd "$(dirname "$0")" && pwd)
expressivity=$1 info=$2 convert=$3 wrong_bound=$4
cd "$T" || exit 1

# Pairs we ship; K2,3 against itself renamed; no vertices; no edges; different orders.
cat "$here"/../../datasets/pairs/c6-2c3.g6 "$here"/../../datasets/pairs/decalin-bicyclopentyl.g6 \
  "$here"/../../datasets/pairs/p4-k13.g6 "$here"/../../datasets/pairs/rook-shrikhande.g6 >pairs.g6
printf 'D]o\nDFw\n?\n?\nC?\nC?\nCF\nD]o\n' >>pairs.g6
run "$expressivity" --pairs --tests all --models gin,gcn,spectral --certificate all pairs.g6
t "a full run writes certificates" exits 0
run "$info" --verify all
t "every certificate of a full run is verified" exits 0
t "none is refused, none unchecked" out_has ", 0 refused, 0 not checked"
t "a partition is named" out_has "common equitable partition"
t "a permutation is named" out_has "isomorphic"
t "an unfolding is named" out_has "unfolded"
t "an interval with an eigenvalue is named" out_has "counted by exact signs"
t "equal polynomials are named" out_has "more than their coefficients'"
t "a pattern and its place are named" out_has "found where it is said to be"
t "homomorphisms are named" out_has "homomorphisms from a tree"
t "draws are named" out_has "draws of weights, run anew"

# Weights, labels, directions.
printf '0 1 2\n1 2 2\n2 3 1\n' >w1.txt
printf '0 1 2\n1 2 1\n2 3 2\n' >w2.txt
run "$expressivity" --tests all --models gine --certificate weighted w1.txt w2.txt
t "weighted pairs have certificates" exits 0
run "$info" --verify weighted
t "weighted certificates are verified" exits 0
printf '%%%%MatrixMarket matrix coordinate pattern general\n3 3 3\n1 2\n2 3\n3 1\n' >d1.mtx
printf '%%%%MatrixMarket matrix coordinate pattern general\n3 3 3\n1 2\n2 3\n1 3\n' >d2.mtx
run "$expressivity" --tests 1-wl,2-fwl,isomorphism,degree --certificate directed d1.mtx d2.mtx
t "directed pairs have certificates" exits 0
run "$info" --verify directed
t "directed certificates are verified" exits 0

# Isomorphic with labels and weights: the path b - a - c, renamed.
cat >l1.gml <<'END'
graph [ directed 0
 node [ id 0 class 7 ] node [ id 1 class 5 ] node [ id 2 class 5 ]
 edge [ source 0 target 1 weight 2.5 ] edge [ source 1 target 2 weight -1 ] ]
END
cat >l2.gml <<'END'
graph [ directed 0
 node [ id 0 class 5 ] node [ id 1 class 5 ] node [ id 2 class 7 ]
 edge [ source 2 target 1 weight 2.5 ] edge [ source 1 target 0 weight -1 ] ]
END
sed 's/class 7/class 5/; s/id 1 class 5/id 1 class 7/' l2.gml >l3.gml
run "$expressivity" --tests isomorphism,1-wl --expect isomorphism=no --certificate labels l1.gml l2.gml
t "graphs with labels and weights are isomorphic" exits 0
t "the permutation is in the certificate, with labels" \
  grep -q '"labels":\[7,5,5\].*"kind":"permutation","map":\[2,1,0\]' labels/000001.isomorphism.json
t "and weights" grep -q '\[0,1,2.5\],\[1,2,-1\]' labels/000001.isomorphism.json
run "$info" --verify labels
t "and verified" exits 0
sed 's/"map":\[2,1,0\]/"map":[0,1,2]/' labels/000001.isomorphism.json >swapped.json
run "$info" --verify swapped.json
t "a map that changes labels is refused" out_has "changes the label"
sed 's/\[0,1,2.5\],\[1,2,-1\]/[0,1,-1],[1,2,2.5]/; s/7,5,5/5,5,5/; s/5,5,7/5,5,5/' labels/000001.isomorphism.json >digest.json
run "$info" --verify digest.json
t "other weights have another digest" out_has "the digest of a graph is"
run "$expressivity" --tests isomorphism --expect isomorphism=yes --certificate relabelled l1.gml l3.gml
t "with other labels they are not isomorphic" exits 0
run "$info" --verify relabelled
t "and that is verified" exits 0

# What 2-fwl and cheaper tests leave: vertices are singled out.
run "$expressivity" --pairs --tests isomorphism --certificate single "$here"/../../datasets/pairs/cfi.g6
t "CFI pairs have certificates" exits 0
t "without a search that cannot be checked" test -z "$(grep -l exhaustive single/*)"
run "$info" --verify single
t "they are verified" exits 0
t "vertices singled out are named" out_has "vertices singled out, 1-wl refutes"
cp single/* all # for the damage below

# A bound that is wrong is a bug: exit 4, said loudly, and the certificate is there.
printf '0 1\n1 2\n2 3\n3 4\n2 5\n5 6\n6 7\n' >t1.txt
printf '0 1\n1 2\n2 3\n3 4\n1 5\n4 6\n6 7\n' >t2.txt
run "$expressivity" --tests degree,1-wl --expect degree=no,1-wl=yes --models gin t1.txt t2.txt
t "gin may separate what 1-wl separates" exits 0
run "$wrong_bound" --tests degree --expect degree=no --models gin --certificate broken t1.txt t2.txt
t "past its declared bound the exit is 4" exits 4
t "and it is said" err_has "A MODEL BROKE ITS BOUND: gin separates by"
t "with the bound" err_has "what degree, which bounds it, cannot separate"
t "and what it means" err_has "1 comparison of a model went beyond the model's bound"
t "the verdict is printed" out_has "gin"
run "$info" --verify broken
t "the draws can be verified" exits 0

run "$info" --verify all/000001.1-wl.json --format jsonl
t "one file is verified, as JSON" out_has '"result":"verified"'
sed 's/"separates":false/"separates":true/' all/000001.1-wl.json >changed.json
run "$info" --verify changed.json
t "a false claim is refused with exit 1" exits 1
t "and named" err_has "1 of 1 certificates is refused"
run "$info" --verify nosuch.json
t "a missing file is exit 2" exits 2
mkdir empty
run "$info" --verify empty
t "a folder without certificates is exit 2" refuses 2 "no certificate"
run "$expressivity" --certificate all --tests 1-wl --g6 Ch --g6 CF
t "certificates are not replaced" refuses 2 "exists already"
run "$expressivity" --certificate all --force --tests 1-wl --g6 Ch --g6 CF
t "--force replaces them" exits 0
run "$expressivity" --certificate pairs.g6 --tests 1-wl --g6 Ch --g6 CF
t "a file is no folder" refuses 2 "no folder"
run "$expressivity" --classes --certificate c --tests 1-wl pairs.g6
t "--classes has no certificates" refuses 2 "--certificate"

if command -v python3 >/dev/null 2>&1; then
  rm -f all/000001.1-wl.json # replaced above
  python3 "$here/mutate_certificates.py" all mutants 1000 1
  t "1,000 certificates are damaged" test "$(ls mutants | wc -l)" -eq 1000
  run "$info" --verify mutants --format csv
  t "with damaged ones the checker exits 1" exits 1
  grep -v ',REFUSED,' out | sed 1d | head -5 >escaped
  t "all 1,000 are refused$(sed 's/^/ /' escaped | head -3)" test ! -s escaped
else
  skip "1,000 damaged certificates are refused" "no python3 here"
fi
finish

# Certificates and their checker.  Usage: cli_certificates.sh gnn-expressivity gnn-info gnn-convert
. "$(dirname "$0")/tap.sh"
here=$(cd "$(dirname "$0")" && pwd)
expressivity=$1 info=$2 convert=$3
cd "$T" || exit 1

# Pairs we ship; K2,3 against itself renamed; no vertices; no edges; different orders.
cat "$here"/../../datasets/pairs/c6-2c3.g6 "$here"/../../datasets/pairs/decalin-bicyclopentyl.g6 \
  "$here"/../../datasets/pairs/p4-k13.g6 "$here"/../../datasets/pairs/rook-shrikhande.g6 >pairs.g6
printf 'D]o\nDFw\n?\n?\nC?\nC?\nCF\nD]o\n' >>pairs.g6
run "$expressivity" --pairs --tests all --models gin,gcn,spectral --certificate all pairs.g6
t "a full run writes certificates" exits 0
run "$info" --verify all
t "no certificate of a full run is refused" out_has "verified, 0 refused,"
# A new test's certificates are "not checked" until the checker has its definition; then they count.
for unknown in $(sed -n 's/^\(all[^ ]*\) .*has no definition.*/\1/p' out); do rm "$unknown"; done
run "$info" --verify all
t "every certificate of a full run is verified" exits 0
t "a partition is named" out_has "common equitable partition"
t "a permutation is named" out_has "isomorphic"
t "an unfolding is named" out_has "unfolded"
t "polynomials are named" out_has "modulo the prime"
t "draws are named" out_has "draws of weights, run anew"

# Weights, labels, directions.
printf '0 1 2\n1 2 2\n2 3 1\n' >w1.txt
printf '0 1 2\n1 2 1\n2 3 2\n' >w2.txt
run "$expressivity" --tests all --models gine --certificate weighted w1.txt w2.txt
t "weighted pairs have certificates" exits 0
rm -f weighted/*hom-t* # the checker has no definition of homomorphism counts: it says so and exits 3
run "$info" --verify weighted
t "weighted certificates are verified" exits 0
printf '%%%%MatrixMarket matrix coordinate pattern general\n3 3 3\n1 2\n2 3\n3 1\n' >d1.mtx
printf '%%%%MatrixMarket matrix coordinate pattern general\n3 3 3\n1 2\n2 3\n1 3\n' >d2.mtx
run "$expressivity" --tests 1-wl,2-fwl,isomorphism,degree --certificate directed d1.mtx d2.mtx
t "directed pairs have certificates" exits 0
run "$info" --verify directed
t "directed certificates are verified" exits 0

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

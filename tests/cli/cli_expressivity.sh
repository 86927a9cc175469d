# gnn-expressivity.  Usage: cli_expressivity.sh gnn-expressivity gnn-convert
. "$(dirname "$0")/tap.sh"
here=$(cd "$(dirname "$0")" && pwd)
expressivity=$1 convert=$2
cd "$T" || exit 1
pairs=$here/../../datasets/pairs

run "$expressivity" "$pairs/decalin-bicyclopentyl.g6"
t "a file of two graphs is compared" exits 0
t "1-wl does not separate decalin and bicyclopentyl" sh -c "grep -q '^  1-wl  *no ' out"
t "2-fwl does, which papers call 3-WL too" sh -c "grep -q '^  2-fwl (3-wl)  *yes ' out"
run "$expressivity" --g6 'EhEG' --g6 'EwCW' --tests 1-wl --format json
t "--g6 twice, JSON" out_has '"1-wl":{"separates":false'
printf '0 1\n1 2\n' >a.txt
printf '0 1\n0 2\n' >b.txt
run "$expressivity" --tests isomorphism --format csv a.txt b.txt
t "two files of one graph, CSV" out_has ',yes,no,'
cat "$pairs"/c6-2c3.g6 "$pairs"/p4-k13.g6 >pairs.g6
run "$expressivity" --pairs --tests 1-wl,2-fwl --format jsonl pairs.g6
t "--pairs: a JSON line a pair" sh -c '[ $(wc -l <out) -eq 2 ]'
cp out lines
run_with pairs.g6 "$expressivity" --pairs --tests 1-wl,2-fwl --format jsonl -
sed 's/"seconds":[^}]*//g' lines >want
sed 's/"seconds":[^}]*//g' out >got
t "standard input gives the same" same want got
run "$expressivity" --pairs --jobs 2 --tests 1-wl,2-fwl --format jsonl pairs.g6
sed 's/"seconds":[^}]*//g' out >got
t "--jobs 2 gives the same" same want got

# ---- a stream: results while the input is still open, in memory that does not grow ----

# waits_for N: until the stream's output has N lines; a minute at most.
waits_for() {
  for i in $(seq 600); do
    [ "$(wc -l <streamed)" -ge "$1" ] && return
    sleep 0.1
  done
  false
}
peak() { sed -n 's/^VmHWM:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$stream/status"; }
for jobs in 1 2; do
  rm -f in && mkfifo in
  "$expressivity" --pairs --tests 1-wl --format csv --jobs $jobs - <in >streamed 2>err &
  stream=$!
  exec 7>in
  cat pairs.g6 >&7
  t "--jobs $jobs: the first results come before the input ends" waits_for 3
  "$convert" --generate er:n=60,p=0.5 --count 64 --to graph6 >many.g6
  for i in $(seq 100); do cat many.g6; done >&7
  t "--jobs $jobs: more as more comes in" waits_for 3203
  before=$(peak)
  for i in $(seq 300); do cat many.g6; done >&7
  t "--jobs $jobs: and more" waits_for 12803
  if [ -n "${GNN_TEST_SANITIZED:-}" ]; then skip "--jobs $jobs: four times the pairs take no more memory" "sanitizers keep what is freed"
  else t "--jobs $jobs: four times the pairs take no more memory" test "$(peak)" -lt $((before + 24576)) # a share of 2,048 graphs; all would be 150 MB
  fi
  exec 7>&-
  wait $stream
  status=$?
  t "--jobs $jobs: done at the end of the input" exits 0
done
rm -f in
{ cat pairs.g6; echo 'E!!!'; } >late.g6
run_with late.g6 "$expressivity" --pairs --tests 1-wl --format csv --jobs 2 -
t "a broken line of a stream is named after the results before it" sh -c "grep -q 'standard input:5:2' err && [ \$(wc -l <out) -eq 3 ]"
t "and exit 2" exits 2
head -n 3 pairs.g6 >three.g6
run_with three.g6 "$expressivity" --pairs --tests 1-wl --format csv -
t "so is a graph without a partner" sh -c "grep -q ':3:1: .*no partner' err"

run "$expressivity" --pairs --format csv --tests 1-wl pairs.g6
t "--pairs as CSV" sh -c "grep -q '^2,3,4,3,4,4,3,no,yes' out"
run "$expressivity" --classes --tests 1-wl,isomorphism --format csv pairs.g6
t "--classes numbers classes by first appearance" sh -c "sed 1d out | cut -d, -f5,6 | tr '\n' ' ' | grep -qx '1,1 1,2 2,3 3,4 '"
run "$expressivity" --pairs --tests 1-wl --expect '1-wl=no' pairs.g6
t "--expect that fails exits 1" exits 1
t "and names the pair" err_has "pair 2: 1-wl=no was expected, it is yes"
run "$expressivity" --expect '2-fwl=yes' "$pairs/c6-2c3.g6"
t "--expect that holds exits 0" exits 0
run "$expressivity" --pairs --tests 2-fwl --limit-memory 0.001 --format jsonl pairs.g6
t "--limit-memory gives null and the reason" out_has '"separates":null,"reason":"memory"'
t "and exit 3" exits 3
run "$expressivity" --models gin,spectral --tests 1-wl "$pairs/c6-2c3.g6"
t "--models shows gap and bound" out_has "bounded by 1-wl"
run "$expressivity" --models gin --train --tests 1-wl --format json "$pairs/p4-k13.g6"
t "--train: T^2, its reliability and the threshold" sh -c "grep -q '\"trained\":{\"separates\":true,\"t2\":.*\"threshold\":72.34' out"
run "$expressivity" --models gin --train --epochs 1 --learning-rate 0.01 --tests 1-wl "$pairs/c6-2c3.g6"
t "--train keeps to the bound, --epochs is taken" sh -c "grep -q 'trained  *no .*after 1 epoch' out"
run "$expressivity" --pairs --models gin --train --epochs 1 --tests 1-wl --format csv pairs.g6
t "--train has a column of its own" sh -c "head -n 1 out | grep -q ',gin,gin-trained,evidence'"
run "$expressivity" --pairs --tests 1-wl --expect 'gin=yes' pairs.g6
t "--expect of a model" err_has "pair 1: gin=yes was expected, it is no"
run "$expressivity" --tests 1-wl --models gsn:patterns=cycle5,cycle6,layers=2,gin,gsn:patterns=clique4 --format csv \
  "$pairs/rook-shrikhande.g6"
t "models with settings are told apart from each other" sh -c \
  "head -n 1 out | grep -q ',1-wl,\"gsn:patterns=cycle5,cycle6,layers=2\",gin,gsn:patterns=clique4,evidence'"
t "cliques of 4 separate, cycles do not" sh -c "tail -n 1 out | grep -q ',no,no,no,yes,'"
run "$expressivity" --tests 1-wl --epochs 1 "$pairs/rook-shrikhande.g6" \
  --expect 'gsn:patterns=cycle5,cycle6=no,gsn:patterns=clique4=yes,gsn:patterns=clique4-trained=yes'
t "--expect of models with settings" exits 0
run "$expressivity" --tests 1-wl --models ppgn:layers=2,gsn:patterns=cycle4,clique4 --certificate with "$pairs/rook-shrikhande.g6"
t "settings are in the name of a certificate" test -s with/000001.model.gsn_patterns=cycle4,clique4.json
t "and in what it says" grep -q '"patterns":"cycle4,clique4"' with/000001.model.gsn_patterns=cycle4,clique4.json
run "$expressivity" --tests 1-wl --epochs 1 --expect 'gin-trained=yes' "$pairs/c6-2c3.g6"
t "--expect of a trained model trains it" err_has "gin-trained=yes was expected, it is no"
run "$expressivity" --tests 1-wl --expect 'gin=yes,gin-trained=yes' "$pairs/p4-k13.g6"
t "and holds where both separate" exits 0
run "$expressivity" --expect 'nosuch-trained=yes' "$pairs/c6-2c3.g6"
t "--expect of no model is refused" refuses 2 "nosuch"
run "$expressivity" --train --tests 1-wl "$pairs/c6-2c3.g6"
t "--train needs --models" refuses 2 "--models"
run "$expressivity" --train --models gin --learning-rate 0 "$pairs/c6-2c3.g6"
t "--learning-rate 0 is refused" refuses 2 "--learning-rate"
for picture in pair.svg pair.png; do
  run "$expressivity" --draw $picture --tests 1-wl "$pairs/c6-2c3.g6"
  t "--draw $picture" test -s $picture
done
run "$expressivity" --draw pair.svg --tests 1-wl "$pairs/c6-2c3.g6"
t "--draw does not replace a file" refuses 2 "exists already"
run "$expressivity" --list-tests
t "--list-tests describes them" out_has "Colour refinement"

# ---- categories and the page ----

printf 'pair\tid\tcategory\n0\t7\tRegular\n1\t8\tTree & <star>\n' >c.tsv
run "$expressivity" --pairs --tests 1-wl,2-fwl --categories c.tsv pairs.g6
t "--categories: a column each" out_has "Regular 1  Tree & <star> 1  total 2"
t "1-wl by category" sh -c "grep -qx '1-wl  *0  *1  *1' out"
run "$expressivity" --pairs --tests 1-wl --categories c.tsv --format jsonl pairs.g6
t "JSON lines name the category" out_has '"category":"Regular"'
printf '0\tA\n0\tB\n' >twice.tsv
run "$expressivity" --pairs --tests 1-wl --categories twice.tsv pairs.g6
t "two categories of a pair are refused" refuses 2 "twice.tsv:2"
printf 'x\tA\n' >word.tsv
run "$expressivity" --pairs --tests 1-wl --categories word.tsv pairs.g6
t "a pair without a number is named" refuses 2 "word.tsv:1:1"
run "$expressivity" --pairs --tests 1-wl --categories nosuch.tsv pairs.g6
t "a missing file of categories is named" refuses 2 "nosuch.tsv"
run "$expressivity" --tests 1-wl --categories c.tsv "$pairs/c6-2c3.g6"
t "--categories needs --pairs" refuses 2 "--pairs"
run "$expressivity" --pairs --tests 1-wl,2-fwl --models gin --categories c.tsv --report page.html pairs.g6
t "--report writes a page" test -s page.html
t "with a picture of each graph" sh -c '[ $(grep -o "<svg" page.html | wc -l) -eq 4 ]'
t "and the summary" grep -q '<td>1-wl</td><td>1</td><td class="none">0</td><td class="all">1</td>' page.html
t "names are escaped" grep -q 'Tree &amp; &lt;star>' page.html
t "nothing comes from a network" sh -c "! grep -q 'http\|url(\|src=\|@import' page.html"
run "$expressivity" --pairs --tests 1-wl --report page.html pairs.g6
t "--report does not replace a file" refuses 2 "exists already"
run "$expressivity" --tests 1-wl --report p2.html "$pairs/c6-2c3.g6"
t "--report needs --pairs" refuses 2 "--pairs"
run "$expressivity" --classes --tests 1-wl,2-fwl,isomorphism --format csv pairs.g6
cp out partitions
run "$expressivity" --classes --jobs 2 --tests 1-wl,2-fwl,isomorphism --format csv pairs.g6
t "--classes with --jobs 2 gives the same" same partitions out

# ---- BREC's own arrays of graph6 strings ----

# npy FILE DTYPE SHAPE: a header of 128 bytes; rows follow on standard input.
npy() {
  dict="{'descr': '$2', 'fortran_order': False, 'shape': $3, }"
  { printf '\223NUMPY\001\000\166\000' && printf '%-117s\n' "$dict" && cat; } >"$1"
}
printf 'EhEG\0EwCW\0Ch\0\0\0CF\0\0\0' | npy s.npy '|S5' '(4,)'
run "$expressivity" --pairs --tests 1-wl,2-fwl --format jsonl s.npy
sed 's/"seconds":[^}]*//g' out >got
t "|S rows are graphs, NULs are padding" same want got
printf 'C\0\0\0h\0\0\0C\0\0\0F\0\0\0' | npy u.npy '<U2' '(1, 2)'
run "$expressivity" --pairs --tests 1-wl --format csv u.npy
t "<U rows in two columns are pairs" sh -c "grep -q '^1,1,4,3,2,4,3,no,yes' out"
run_with s.npy "$convert" --to graph6 -
t "a .npy file on standard input" sh -c "head -n 1 out | grep -qx EhEG && [ \$(wc -l <out) -eq 4 ]"
printf 'Ch\0\0\0' | npy short.npy '|S5' '(2,)'
run "$convert" --to graph6 short.npy
t "an array that ends early is refused" refuses 2 "inside row 2 of 2"
printf 'Ch!!\0' | npy bad.npy '|S5' '(1,)'
run "$convert" --to graph6 bad.npy
t "a bad row is named" refuses 2 "bad.npy:1:3"
printf 'xxxxxxxx' | npy pickle.npy '|O' '(1,)'
run "$convert" --to graph6 pickle.npy
t "a pickle is never read" refuses 2 "no pickle"
printf 'Ch\0\0\0' | npy big.npy '|S5' '(99999999999,99999999999)'
run "$convert" --to graph6 big.npy
t "an impossible shape is refused" refuses 2 "shape"
if [ -n "${GNN_TEST_DATA:-}" ] && [ -d "$GNN_TEST_DATA/expressivity/npy" ]; then
  "$convert" --to graph6 "$GNN_TEST_DATA/expressivity/npy/basic.npy" | head -n 100 >basic
  head -n 100 "$GNN_TEST_DATA/expressivity/brec.g6" >brec
  t "BREC's file holds the graphs of its list" sh -c "[ \$(grep -cFxf basic brec) -ge 60 ]"
else
  skip "BREC's file holds the graphs of its list" "the data are not here"
fi

# ---- bad input: exit 2, one line, nothing else ----

printf 'EhEG\nE!!!\n' >broken.g6
: >empty.g6
printf '~~~~~~~~\n' >claims.g6 # 2^36 - 1 vertices
head -c 4096 /bin/sh >noise
mkdir folder
for mode in --pairs --classes ""; do
  run "$expressivity" $mode broken.g6
  t "${mode:-pair}: a broken line is named" refuses 2 "broken.g6:2:"
  run "$expressivity" $mode folder
  t "${mode:-pair}: a folder is refused" refuses 2 "folder"
  run "$expressivity" $mode empty.g6
  t "${mode:-pair}: an empty file is refused" refuses 2 "empty.g6"
  run "$expressivity" $mode claims.g6
  t "${mode:-pair}: 2^36 claimed vertices are refused" refuses 2 "claims.g6:1:"
  run "$expressivity" $mode noise
  t "${mode:-pair}: noise is refused" refuses 2 "noise"
  run "$expressivity" $mode nosuch.g6
  t "${mode:-pair}: a missing file is named" refuses 2 "nosuch.g6"
done
head -n 1 pairs.g6 >odd.g6
run "$expressivity" --pairs odd.g6
t "an odd number of graphs is refused" refuses 2 "no partner"
run "$expressivity" odd.g6
t "one graph is not two" refuses 2 "two are"
run "$expressivity" --tests nosuch pairs.g6
t "an unknown test is named with all tests" refuses 2 "1-wl"
run "$expressivity" --models nosuch pairs.g6
t "an unknown model is named with all models" refuses 2 "gin"
run "$expressivity" --models gsn:patterns=nosuch "$pairs/c6-2c3.g6"
t "an unknown pattern of a model is named" refuses 2 "nosuch"
run "$expressivity" --models gsn:layers "$pairs/c6-2c3.g6"
t "a setting has a value" refuses 2 "KEY=VALUE"
run "$expressivity" --models gin:out=3 "$pairs/c6-2c3.g6"
t "what the comparison decides is not set" refuses 2 "out"
run "$expressivity" --expect '1-wl=maybe' "$pairs/c6-2c3.g6"
t "--expect takes yes and no" refuses 2 "1-wl=maybe"
run "$expressivity" --pairs --classes pairs.g6
t "two modes are a usage error" refuses 2 "exclude"
run "$expressivity" --g6 'EhEG'
t "one --g6 is a usage error" refuses 2 "two graphs"
run "$expressivity" --g6 'EhE!' --g6 'EwCW'
t "a bad --g6 is named" refuses 2 "first --g6:1:4"
run "$expressivity" --draw pair.jpg "$pairs/c6-2c3.g6"
t "--draw names its endings" refuses 2 ".svg or .png"
run "$expressivity" --limit-time 0 "$pairs/c6-2c3.g6"
t "--limit-time 0 is refused" refuses 2 "--limit-time"
run "$expressivity" --draws 0 "$pairs/c6-2c3.g6"
t "--draws 0 is refused" refuses 2 "--draws"
finish

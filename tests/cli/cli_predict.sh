# gnn-predict.  Usage: cli_predict.sh gnn-predict gnn-train gnn-convert
. "$(dirname "$0")/tap.sh"
predict=$1 train=$2 convert=$3
data=$(cd "$(dirname "$0")/../golden/data" && pwd)
cd "$T" || exit 1
unset GNN_DATA_DIR

awk 'BEGIN { print 20; for (g = 0; g < 20; g++) { n = 4 + g % 10; c = int(g / 10) % 2; print n, c
  for (v = 0; v < n; v++) if (!c) print 0, 2, (v + 1) % n, (v + n - 1) % n
    else if (v == 0) { printf "0 %d", n - 1; for (u = 1; u < n; u++) printf " %d", u; print "" } else print 0, 1, 0 } }' >shapes.txt
"$train" --data "$data/small" --model gcn --normalize --epochs 20 --protocol final -q -o nodes >nodes.out
"$train" --data shapes.txt --model gin --hidden 8 --layers 2 --epochs 30 -q -o graphs >/dev/null
for g in 'cycle:n=5' 'cycle:n=7' 'star:n=6' 'star:n=8'; do "$convert" --generate $g >>plain.g6; done
printf '0\n0\n1\n1\n' >plain.labels
"$train" --data plain.g6 --model gin --hidden 8 --layers 2 --epochs 60 -q -o plain >/dev/null

# Rings of n vertices against triangles: alike to colour refinement, told apart by their triangles.
awk 'BEGIN { print 16; for (g = 0; g < 16; g++) { n = 6 + 3 * int(g / 4); c = g % 2; print n, c
  for (v = 0; v < n; v++) { b = v - v % 3
    if (c) print 0, 2, b + (v + 1) % 3, b + (v + 2) % 3
    else print 0, 2, (v + 1) % n, (v + n - 1) % n } } }' >rings.txt
"$train" --data rings.txt --model gin --hidden 8 --layers 2 --epochs 60 --set norm=none -q -o blind >/dev/null
"$train" --data rings.txt --model gsn --hidden 8 --layers 2 --epochs 60 --set norm=none --set patterns=triangle -q -o counted >/dev/null
run "$predict" blind rings.txt
t "without counts gin guesses" grep -q '^accuracy 0.5000 ' out
run "$predict" counted rings.txt
t "with counts of triangles as features it knows" grep -q '^accuracy 1.0000 ' out
t "config.json names the patterns" grep -q '"patterns": "triangle"' counted/config.json
run "$train" --data rings.txt --model gsn --set patterns=triangle,nosuch
t "an unknown pattern is named" refuses 2 "nosuch"

run "$predict"
t "no arguments is a usage error" refuses 2 "--help"
run "$predict" nodes
t "one argument is a usage error" refuses 2 "--help"
run "$predict" nodes "$data/small" third
t "three arguments are a usage error" refuses 2 "third"
run "$predict" nosuch "$data/small"
t "a missing model is named" refuses 2 "nosuch"
mkdir empty
run "$predict" empty "$data/small"
t "a folder without weights is refused" refuses 2 "model.safetensors"
printf 'xxxxxxxxxxxxxxxx' >broken.safetensors
run "$predict" broken.safetensors "$data/small"
t "broken weights are refused" refuses 2 "broken.safetensors"
run "$predict" nodes nosuch
t "missing data are named" refuses 2 "nosuch"
run "$predict" nodes "$data/small" --split nosuch
t "--split names its words" refuses 2 "train"

run "$predict" nodes "$data/small"
t "nodes: a line each" sh -c "[ $status -eq 0 ] && grep -q '^graph  node  label  class' out && [ \$(grep -c '^ *1 ' out) -eq 4 ]"
run "$predict" nodes/model.safetensors "$data/small" --format csv
t "csv: a header and a row a node" sh -c "head -n 1 out | grep -qx 'graph,node,label,class,p0,p1,p2' && [ \$(wc -l <out) -eq 5 ]"
t "a node without a class has no label" grep -q '^1,2,,' out
cp out csv
if command -v python3 >/dev/null 2>&1; then
  t "probabilities add up to 1, the class has the largest" python3 -c "
import csv
for r in csv.DictReader(open('csv')):
    p = [float(r['p%d' % c]) for c in range(3)]
    assert abs(sum(p) - 1) < 1e-6 and p[int(r['class'])] == max(p), r"
  run "$predict" nodes "$data/small" --format jsonl
  t "jsonl: an object a line" python3 -c "
import json; rows = [json.loads(l) for l in open('out')]
assert len(rows) == 4 and rows[0]['schema'] == 'gnn-predict/1' and rows[2]['label'] is None"
  run "$predict" nodes "$data/small" --scores --format csv
  t "--scores: softmax of the scores is the probabilities" python3 -c "
import csv, math
for a, b in zip(csv.DictReader(open('out')), csv.DictReader(open('csv'))):
    e = [math.exp(float(a['score%d' % c])) for c in range(3)]
    assert all(abs(e[c] / sum(e) - float(b['p%d' % c])) < 1e-9 for c in range(3)), (a, b)"
else
  skip "probabilities add up to 1" "no python3 here"
fi
run "$predict" nodes "$data/small" --split test --format csv
t "--split test: its nodes" sh -c "[ \$(wc -l <out) -eq 2 ] && grep -q '^1,3,' out"
predicted=$(awk -F, 'NR == 2 { print ($3 == $4) ? "1.0000" : "0.0000" }' out)
t "the test accuracy is that of gnn-train" grep -q "test accuracy $predicted" nodes.out

run "$predict" graphs shapes.txt --format csv
t "graphs: a row each" sh -c "head -n 1 out | grep -qx 'graph,label,class,p0,p1' && [ \$(wc -l <out) -eq 21 ]"
t "trained graphs are right" test "$(awk -F, 'NR > 1 && $2 == $3' out | wc -l)" -eq 20
cp out all
run "$predict" graphs shapes.txt --format csv --batch 3
t "--batch does not change a digit" same out all
run "$predict" graphs shapes.txt --format csv -o file.csv
t "-o writes the same" same file.csv all
"$train" --data shapes.txt --model gin --hidden 8 --layers 2 --epochs 30 --loss bce -q -o logit >/dev/null
run "$predict" logit shapes.txt --format csv
t "one logit: the probability of class 1" sh -c "head -n 1 out | grep -qx 'graph,label,class,p1'"
t "and the class beside it" test "$(awk -F, 'NR > 1 && $2 == $3 && ($4 > 0.5) == $3' out | wc -l)" -eq 20
run "$predict" graphs/state.safetensors shapes.txt
t "the state of a run is not its result" refuses 2 "model.safetensors"
run "$predict" plain plain.g6
t "graphs without features: those of training" sh -c "[ $status -eq 0 ] && grep -q 'accuracy 1.0000 on 4' out"
run_with plain.g6 "$predict" plain - --format csv
t "- is standard input; no labels, no column" sh -c "[ $status -eq 0 ] && head -n 1 out | grep -qx 'graph,class,p0,p1'"
cp plain.g6 other.g6
echo 'IheA@GUAo' >>other.g6
run "$predict" plain other.g6
t "other graphs may have other degrees" exits 0

run "$predict" graphs plain.g6
t "features are missing: refused" refuses 2 "has no node features"
run "$predict" plain shapes.txt
t "features too many: refused" refuses 2 "without any"
run "$predict" graphs "$data/tiny.txt"
t "features of another width: refused" refuses 2 "features a node"
run "$predict" graphs "$data/small"
t "labels of nodes for a model of graphs: refused" refuses 2 "labels are of nodes"
run "$predict" plain plain.g6 --split test
t "--split without a split: refused" refuses 2 "no split"
: >none.g6
run "$predict" plain none.g6
t "no graphs: refused" exits 2
finish

# gnn-solve community.  Usage: cli_solve_community.sh gnn-solve gnn-convert gnn-train
. "$(dirname "$0")/tap.sh"
solve=$1
convert=$2
train=$3
cd "$T" || exit 1

"$convert" --generate famous:name=zachary --to edgelist >karate.txt
printf '# club after the split\n0 0 0 0 0 0 0 0 0 1 0 0 0 0 1 1 0 0 1 0 1 0 1 1 1 1 1 1 1 1 1 1 1 1\n' |
  sed '1!s/ /\n/g' >karate.labels
run "$solve" community karate.txt --k 2 --labels karate.labels --method bethe,bp-dc --format csv
t "karate: the club's split but for one, by each" test "$(grep -c ',0.941176' out)" -eq 2
t "a line a method under a heading" test "$(head -n 1 out)" = method,k,modularity,overlap,ami,conf,seconds
run "$solve" community karate.txt --k 2 --labels karate.labels --method bethe --format json
t "JSON names schema, task, size" out_has '{"schema":"gnn-solve/1","task":"community","n":34,"m":78,"results":[{"method":"bethe","k":2,"seconds":'
t "JSON has overlap and AMI" out_has '"overlap":0.941176'
if command -v python3 >/dev/null 2>&1; then
  run "$solve" community karate.txt --method all --k 2 --format json
  t "JSON of all methods parses, null where there is nothing" sh -c 'python3 -c "
import json, sys
r = json.load(open(\"out\"))[\"results\"]
assert len(r) >= 9 and all(x[\"k\"] == 2 and x[\"modularity\"] is not None for x in r), r"'
else
  skip "JSON of all methods parses" "python3 is not here"
fi
run "$solve" community karate.txt --k 2 --format jsonl
t "an object a method" test "$(grep -c '"schema":"gnn-solve/1"' out)" -eq 3
run "$solve" community karate.txt --k 2 --method bethe
t "without truth there is no overlap" sh -c '! grep -q overlap out'
run "$solve" community karate.txt --method all -v --k 2
t "bp is left out of all without its parameters" err_has "needs --c-in and --c-out"

"$convert" --generate sbm:n=120,k=3,pin=0.4,pout=0.02 --seed 3 --to gml >sbm.gml
run "$solve" community sbm.gml --method all --c-in 48 --c-out 2.4 --format csv
t "labels of the graph are the truth; everything finds them and their number" test "$(grep -c ',3,.*,1,1,\|,3,[0-9.]*,0\.9[5-9]' out)" -ge 10
cp out before
run "$solve" community sbm.gml --method all --c-in 48 --c-out 2.4 --format csv --threads 1
cut -d, -f1-6 before >a
cut -d, -f1-6 out >b
t "the same seed, the same answer, whatever the threads" same a b
run "$solve" community sbm.gml --method bethe,leiden -o groups.txt
t "-o writes a line a vertex under the methods' names" test "$(sed -n 1p groups.txt)" = "# bethe leiden" -a "$(wc -l <groups.txt)" -eq 121
run "$solve" community sbm.gml --method bethe -o one.txt
run "$solve" community sbm.gml --method bethe --labels one.txt --format csv
t "what -o writes, --labels reads" out_has ',1,1,'
run "$solve" community sbm.gml --method bethe -o one.txt
t "an existing file is kept" refuses 2 "exists already"
run "$solve" community sbm.gml --method bethe -o one.txt --force
t "--force replaces it" exits 0
awk 'NR > 1 { print NR - 2, "group" $1 }' one.txt | sort -r >pairs.txt
run "$solve" community sbm.gml --method bethe --labels pairs.txt --format csv
t "labels may be words, beside their vertex, in any order" out_has ',1,1,'
run "$solve" community sbm.gml --k 3 --draw groups.svg
t "--draw draws the truth and each method" grep -q 'svg' groups.svg

"$convert" --generate er:n=300,p=0.03 --seed 1 >er.g6
run "$solve" community er.g6 --format csv --method bethe,bp-em,bp-dc,gibbs,nonbacktracking,louvain,leiden,walktrap
t "a random graph has one group, by every method" test "$(grep -c '^[a-z-]*,1,' out)" -eq 8
run "$solve" community er.g6 --format csv --method leiden --nulls 0
t "modularity alone finds groups in it" test "$(grep -c '^leiden,[1-9][0-9]*,' out)" -eq 1 -a "$(grep -c '^leiden,1,' out)" -eq 0
run "$solve" community karate.txt --method leiden --format json
t "karate's groups are no chance" out_has '"surprise":'
run "$solve" community er.g6 --method leiden --nulls 1
t "one graph to compare with is refused" refuses 2 "no spread"
printf '0 1\n2 3\n# isolated: 4\n' >few.txt
"$convert" --generate path:n=1 >dot.g6
run "$solve" community dot.g6 --method all --format csv
t "one vertex is one group" test "$(grep -c ',1,' out)" -ge 9
run "$solve" community few.txt --k 2 --method all --format csv
t "pieces without edges between them" exits 0
printf '%%%%MatrixMarket matrix coordinate real symmetric\n4 4 3\n2 1 2.5\n3 2 0.5\n4 3 2\n' >weights.mtx
run "$solve" community weights.mtx --k 2 --method all -v
t "all keeps to the methods that know weights" err_has "bethe is left out"
t "and runs those" out_has "leiden"
run "$solve" community weights.mtx --k 2 --method bethe
t "a method asked for by name says that it does not" refuses 2 "weights"

"$convert" sbm.gml --to edgelist --drop labels | grep -v '#' >p.edges.txt
awk 'BEGIN { for (v = 0; v < 120; v++) { print int(v / 40) >"p.labels.txt"; print (v % 2 ? "train" : "test") >"p.split.txt" } }'
"$train" --data p --model spectral --hidden 4 --layers 2 --epochs 1 -o runs -q >"$T/log" 2>&1
run "$solve" community sbm.gml --model runs/model.safetensors --format csv
t "--model alone runs the model alone" test "$(wc -l <out)" -eq 2
t "under its name" out_has 'spectral,'
run "$solve" community sbm.gml --model runs --format json
t "the folder of a run is its weights; their checksum is told" sh -c "grep -q '\"method\":\"spectral\".*\"weights_xxh3\":\"[0-9a-f]\{16\}\"' out"
run "$solve" community sbm.gml --model .
t "a folder of another kind is refused" refuses 2 "without model.safetensors or checkpoint.safetensors"
run "$solve" community sbm.gml --model one.txt
t "what is no model is refused" exits 2

run "$solve" community
t "no input is a usage error" refuses 2 "no input"
run "$solve" community karate.txt karate.txt
t "two files are one too many" refuses 2 "is a second"
run "$solve" community karate.txt --method metis
t "an unknown method is named" refuses 2 "there is no method 'metis'"
run "$solve" community karate.txt --k 35
t "more groups than vertices" refuses 2 "35 groups of 34 vertices"
run "$solve" community karate.txt --k 0
t "--k 0 is no number of groups" refuses 2 "--k"
run "$solve" community karate.txt --method bp --k 2
t "bp says what it needs" refuses 2 "c_in and c_out are needed"
run "$solve" community karate.txt --c-in 3
t "half of the parameters" refuses 2 "given together"
run "$solve" community nowhere.txt
t "a file that is not there" refuses 2 "nowhere.txt"
head -n 20 karate.labels >short.labels
run "$solve" community karate.txt --labels short.labels
t "too few labels" refuses 2 "19 of the graph's 34 vertices"
{ cat karate.labels; echo 1; } >long.labels
run "$solve" community karate.txt --labels long.labels
t "too many labels, with the line" refuses 2 "long.labels:36: there are labels for more than 34"
printf '0 a\n0 b\n' >twice.labels
run "$solve" community karate.txt --labels twice.labels
t "a vertex with two labels" refuses 2 "twice.labels:2: vertex 0 has a label already"
printf '0 a\n34 b\n' >far.labels
run "$solve" community karate.txt --labels far.labels
t "a vertex that is not there" refuses 2 "far.labels:2: '34' is no vertex"
printf '0 a b\n' >three.labels
run "$solve" community karate.txt --labels three.labels
t "three words, with the column" refuses 2 "three.labels:1:5: a third word"
cat er.g6 er.g6 >two.g6
run "$solve" community two.g6
t "two graphs" refuses 2 "has 2 graphs"
run "$solve" community karate.txt --draw groups.pdf
t "a picture of no known kind" refuses 2 "groups.pdf"
run "$solve" community --list --format csv
t "--list has every method with a line about it" test "$(wc -l <out)" -ge 11
finish

# gnn-experiment.  Usage: cli_experiment.sh gnn-experiment
. "$(dirname "$0")/tap.sh"
experiment=$1
cd "$T" || exit 1
tiny="community --preset cd5-small --quick --threads 1 --set test_graphs=2"

run "$experiment" --list
t "experiments and presets are listed" out_has "cd2-mixture"
run "$experiment"
t "-o is required" refuses 2 "-o DIR"
run "$experiment" nosuch -o x
t "an unknown experiment is named with all" refuses 2 "community"
run "$experiment" community --preset nosuch -o x
t "an unknown preset is named with all" refuses 2 "cd5-small"
run "$experiment" community --preset cd5 --networks gnn,nosuch -o x
t "an unknown network is named with all" refuses 2 "nosuch\"; it has: gnn lgnn"
run "$experiment" community --set nosuch=3 -o x
t "an unknown key is named with all" refuses 2 "it has: groups iterations"
run "$experiment" community --iterations 2.5 -o x
t "half an iteration is refused" refuses 2 "whole number"
run "$experiment" community --seeds 3..1 -o x
t "seeds that run backwards are refused" refuses 2 "3..1"
run "$experiment" --resume -o x
t "no run to resume" refuses 2 "x/config.json"

run "$experiment" $tiny --iterations 6 -o whole --format csv
t "a quick run ends well" exits 0
t "with a row for the line-graph network" out_has "lgnn,snr0.9,snr0.9,6,1,2,"
t "and random labels beside it" out_has "random,-,snr0.9"
for f in config.json env.json metrics.csv report.html training.gp training.csv snr.gp lgnn-snr0.9-seed0/log.jsonl \
  lgnn-snr0.9-seed0/checkpoint.safetensors gnn-snr0.9-seed0/result.json; do
  t "the folder has $f" test -s "whole/$f"
done
t "the report shows where values are from" grep -q "measured" whole/report.html
t "and loads nothing from elsewhere" sh -c "! grep -Eq '(src|href)=.(https?:)?//' whole/report.html"
run "$experiment" $tiny -o whole
t "a folder with a run is not overwritten" refuses 2 "--resume continues it"

# A run that was cut at iteration 3 and goes on to 6 ends like the one that did not stop.
run "$experiment" $tiny --iterations 3 -o cut --set seeds=0
t "the first half" exits 0
run "$experiment" --resume -o cut --iterations 6 --threads 2
t "the second half" exits 0
t "the weights are the same bits" same whole/lgnn-snr0.9-seed0/checkpoint.safetensors cut/lgnn-snr0.9-seed0/checkpoint.safetensors
run "$experiment" $tiny --iterations 6 --jobs 2 -o jobs
t "on two processes" exits 0
t "the weights are the same bits, too" same whole/gnn-snr0.9-seed0/checkpoint.safetensors jobs/gnn-snr0.9-seed0/checkpoint.safetensors

# SNAP's files, here our own of their form: twelve communities of eight vertices in a ring, one vertex shared by neighbours.
run "$experiment" community --preset snap-amazon --quick -o snap
t "a missing data set is named" refuses 2 "snap/com-amazon.ungraph.txt is not here"
mkdir -p data/snap
awk 'BEGIN { print "# Undirected graph\n# FromNodeId\tToNodeId"
  for (c = 0; c < 12; c++) {
    for (i = 0; i < 8; i++) for (j = i + 1; j < 8; j++) if ((i + 2 * j) % 3) printf "%d\t%d\n", (7 * c + i) % 84 * 10, (7 * c + j) % 84 * 10
    printf "%d\t%d\n", (7 * c + 3) * 10, (7 * c + 11) % 84 * 10
  } }' >data/snap/com-amazon.ungraph.txt
awk 'BEGIN { for (c = 0; c < 12; c++) for (i = 0; i < 8; i++) printf "%d%s", (7 * c + i) % 84 * 10, i == 7 ? "\n" : "\t" }' |
  gzip >data/snap/com-amazon.top5000.cmty.txt.gz
GNN_DATA_DIR=data run "$experiment" community --preset snap-amazon --quick --threads 1 -v -o snap --format csv
t "SNAP's files are cut into training and test graphs" sh -c "grep -q 'snap:amazon: 12 communities, [1-9][0-9]* pairs for training' err"
t "both networks and the classical methods run on them" test "$(grep -c '^gnn,amazon\|^lgnn,amazon\|^regularized,-,amazon' out)" -eq 3

run "$experiment" ring --preset s4 --epochs 2 --networks ring,ring-svd,rp-gin,gin --threads 1 -o links --format csv
t "classes of skip links are learned" exits 0
t "ring, its singular values, and a sample of numberings" out_has "ring-svd,csl10,1,2"
t "guessing is a row" out_has "majority class,csl10,1,,,0.1"
t "the report says what its numbers are" grep -q "the test folds choose" links/report.html
run "$experiment" ring --preset csl --networks gin --epochs 1 -o folds --format csv
t "folds have a value each" out_has "gin,csl,2,1"
run "$experiment" ring --preset s7 --networks gin --epochs 1 -o molecules
if [ -e "${GNN_DATA_DIR:-/nonexistent}/tu/MUTAG.txt" ]; then t "molecules in folds" exits 0
else t "molecules need their data" refuses 2 "tu/MUTAG.txt"; fi

# Ctrl-C saves.
"$experiment" $tiny --iterations 100000 --networks gnn -o stopped >out 2>err &
pid=$!
sleep 1
kill -INT $pid
wait $pid
status=$?
t "an interrupted run says so with status 130" exits 130
t "and has saved" test -s stopped/gnn-snr0.9-seed0/checkpoint.safetensors
finish

# gnn-experiment counting, on drawn graphs.  Usage: cli_counting.sh gnn-experiment
. "$(dirname "$0")/tap.sh"
experiment=$1
cd "$T" || exit 1
unset GNN_DATA_DIR
few="counting --quick --threads 1 --networks gin,deep-lrp"
run "$experiment" counting --networks nosuch -o x
t "an unknown network of counting is named" refuses 2 "nosuch"
run "$experiment" counting --settings nosuch -o x
t "an unknown setting is named with all" refuses 2 "it has: er-triangle er-star3"
run "$experiment" $few --preset s2 --set schedule=constant -o count --format csv
t "a quick run ends well" exits 0
t "its record quotes the command line whole" grep -q '"schedule=constant"' count/env.json
t "with a row for Deep LRP" out_has "deep-lrp,regular-triangle,1,2,35713,"
for f in config.json env.json metrics.csv report.html curves-regular-triangle.gp curves-regular-triangle.csv \
  gin-regular-triangle-seed0/log.jsonl gin-regular-triangle-seed0/checkpoint.safetensors \
  gin-regular-triangle-seed0/model.safetensors gin-regular-triangle-seed0/result.json; do
  t "the folder has $f" test -s "count/$f"
done
t "the report says where the graphs are from" grep -q "graphs drawn" count/report.html
t "the trainer does not see the test graphs" sh -c "! grep -q test_loss count/gin-regular-triangle-seed0/log.jsonl"
cp -r count again
run "$experiment" $few --preset s2 --force --set schedule=nosuch -o again
t "a schedule that is not there is named" refuses 2 "nosuch"
t "and --force has left nothing that --resume could take for its own" test ! -e again/gin-regular-triangle-seed0/result.json
run "$experiment" $few --preset s2 --epochs 1 -o goes-on
t "one epoch" exits 0
run "$experiment" --resume -o goes-on --epochs 2
t "and another" exits 0
t "the weights are the same bits" same count/deep-lrp-regular-triangle-seed0/model.safetensors \
  goes-on/deep-lrp-regular-triangle-seed0/model.safetensors
run "$experiment" $few --preset s8 --settings rr-star3 --epochs 1 -o rr --format csv
t "the second data set is drawn, too" out_has "gin,rr-star3"
t "degrees tell the stars" grep -q '^degrees,rr-star3,1,,,[0-9.]*e-[1-9]' "$T/out"
run "$experiment" $few --preset patterns --settings er-attributed-triangle --epochs 1 -o attributed
t "the attributed pattern" out_has "er-attributed-triangle"

# Colour refinement sees no difference between 4-regular graphs: GIN cannot leave the error of a constant.  Those that can count
# learn to: Deep LRP, and PPGN once what all graphs share is taken out of its read-out.
run "$experiment" counting --preset s2 --full --networks gin,deep-lrp,ppgn-norm --seeds 0 --epochs 5 --threads 1 -o s2 --format csv
t "regular graphs, five epochs" exits 0
error_of() { awk -F, -v n="$1" '$1 == n { print $7 }' s2/metrics.csv; }
within() { awk -v v="$(error_of "$1")" -v a="$2" -v b="$3" 'BEGIN { print "# '"$1"' " v; exit !(v > a && v < b) }'; }
t "GIN stays at 1" within gin 0.9 1.2
t "Deep LRP learns to count triangles" within deep-lrp 0 0.02
t "PPGN with its normed read-out does" within ppgn-norm 0 0.1
t "degrees tell nothing" within degrees 0.9 1.2
finish

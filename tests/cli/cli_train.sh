# gnn-train.  Usage: cli_train.sh gnn-train gnn-info
. "$(dirname "$0")/tap.sh"
train=$1 info=$2
data=$(cd "$(dirname "$0")/../golden/data" && pwd)
cd "$T" || exit 1
unset GNN_DATA_DIR

# 40 graphs, cycles (class 0) and stars (class 1) of 4 to 13 nodes, in GIN's text form; five folds.
awk 'BEGIN { print 40; for (g = 0; g < 40; g++) { n = 4 + g % 10; c = int(g / 10) % 2; print n, c
  for (v = 0; v < n; v++) if (!c) print 0, 2, (v + 1) % n, (v + n - 1) % n
    else if (v == 0) { printf "0 %d", n - 1; for (u = 1; u < n; u++) printf " %d", u; print "" } else print 0, 1, 0 } }' >shapes.txt
awk 'BEGIN { for (g = 0; g < 40; g++) print g % 5 + 1 }' >shapes.folds.txt
gin="--data shapes.txt --model gin --hidden 8 --layers 2 --threads 1"

# ---- usage ----
run "$train"
t "no model is a one-line error" refuses 2 "--model"
run "$train" --model gin
t "no data is a one-line error" refuses 2 "--data"
run "$train" --data shapes.txt --model nosuch
t "an unknown model is named with all models" refuses 2 "gcn, "
run "$train" $gin extra
t "an argument that is no option is refused" refuses 2 "--help"
run "$train" $gin --set hidden
t "--set without = is refused" refuses 2 "KEY=VALUE"
run "$train" $gin --set hiden=3
t "an unknown key of the model is named" refuses 2 '"hiden"'
run "$train" $gin --epochs ten
t "an option that is no number is named" refuses 2 "--epochs"
run "$train" $gin --epochs=-1
t "a number out of range is named" refuses 2 "--epochs"
run "$train" $gin --lr nan
t "a rate that is no number is refused" refuses 2 "--lr"
run "$train" $gin --hidden 0
t "a model's key out of range is named" refuses 2 "hidden"
for word in optimizer loss metric protocol; do
  run "$train" $gin --$word nosuch
  t "--$word names its words" refuses 2 "one of"
done
run "$train" $gin --schedule step:evry=5
t "a bad key of a schedule is named" refuses 2 "evry"
run "$train" $gin --optimizer adam --decay-only nosuch --weight-decay 0.1 --folds given
t "a pattern that matches nothing is refused" refuses 2 "nosuch"
run "$train" $gin --seeds 3..1
t "seeds that run backwards are refused" refuses 2 "seeds"
run "$train" $gin --seeds 1,2,1
t "a seed that is there twice is refused" refuses 2 "twice"
run "$train" $gin --seeds 9223372036854775808
t "a seed beyond 2^63 - 1 is refused" refuses 2 "seeds"
run "$train" $gin --seeds 1 --seed 2
t "--seed and --seeds exclude each other" refuses 2 "exclude"
run "$train" $gin --folds 1
t "one fold is refused" refuses 2 "folds"
run "$train" $gin --folds 41
t "more folds than graphs are refused" refuses 2 "41 folds"
run "$train" $gin --split 0.5,0.5
t "two fractions are refused" refuses 2 "split"
run "$train" $gin --split 0.8,0.1,0.2
t "fractions that are more than all are refused" refuses 2 "sum is 1"
run "$train" $gin --split 0.8,0.1,0.1 --folds given
t "--split and --folds exclude each other" refuses 2 "exclude"
run "$train" $gin --protocol published --split 0.8,0.1,0.1
t "the published protocol needs folds" refuses 2 "--folds"
run "$train" $gin --protocol published --folds given --patience 3
t "the published protocol takes no patience" refuses 2 "patience"
run "$train" $gin --steps 5 --batch 0
t "--steps needs a batch" refuses 2 "--batch"
run "$train" $gin --protocol nested --split 0.8,0,0.2
t "nested without validation is refused" refuses 2 "validation"
run "$train" $gin --resume
t "--resume needs -o" refuses 2 "-o DIR"
run "$train" $gin --resume --force -o r
t "--resume and --force exclude each other" refuses 2 "exclude"
run "$train" --preset nosuch
t "an unknown preset is named with all presets" refuses 2 "gcn-cora and gin-tu"
run "$train" --data shapes.txt --config nosuch.json
t "a missing --config is named" refuses 2 "nosuch.json"
printf '{"lr":0.1,}' >bad.json
run "$train" --data shapes.txt --config bad.json
t "broken JSON is refused with its place" refuses 2 "bad.json:1:"
printf '{"lrr":0.1}' >bad.json
run "$train" --data shapes.txt --config bad.json
t "an unknown key of --config is named" refuses 2 '"lrr"'
printf '{"lr":"fast"}' >bad.json
run "$train" --data shapes.txt --config bad.json
t "a value of the wrong type is named" refuses 2 "lr is"
printf '{"model":"gin","model_keys":{"hidden":2,"hidden":3}}' >bad.json
run "$train" --data shapes.txt --config bad.json
t "a key that is there twice is refused" refuses 2 "duplicate"
printf '[1]' >bad.json
run "$train" --data shapes.txt --config bad.json
t "a --config that is no object is refused" refuses 2 "object"

# ---- data ----
run "$train" --data nosuch --model gin
t "missing data are named" refuses 2 "nosuch"
run "$train" --data / --model gin
t "a folder without data is refused" refuses 2 "/"
head -n 5 shapes.txt >cut.txt
run "$train" --data cut.txt --model gin
t "cut data are refused with their line" refuses 2 "cut.txt:"
echo 'IheA@GUAo' >bare.g6
run "$train" --data bare.g6 --model gin
t "graphs without labels are refused" refuses 2 "neither classes nor targets"
run "$train" $gin --loss mse
t "a regression without targets is refused" refuses 2 "no targets"
run "$train" --data shapes.txt --model gcn --set readout=none --folds given
t "a model of nodes for labels of graphs is refused" refuses 2 "readout"
run "$train" --data "$data/small" --model gcn --folds 3
t "folds of nodes are refused" refuses 2 "folds are of graphs"
run "$train" --data "$data/small" --model gcn --baseline --epochs 2
t "baselines of a small set" test "$status" -eq 0 -o "$status" -eq 2
mkdir -p below/tu && cp shapes.txt below/tu
GNN_DATA_DIR=$T/below run "$train" --data tu/shapes.txt --model gin --dry-run
t "data are found below GNN_DATA_DIR" sh -c "[ $status -eq 0 ] && grep -q '\"data\": \"tu/shapes.txt\"' out"
GNN_DATA_DIR=$T/below run "$train" --data tu/nosuch.txt --model gin --dry-run
t "data that are nowhere: both places are named" refuses 2 "GNN_DATA_DIR"

# ---- the configuration ----
run "$train" $gin --folds given --dry-run
cp out config.json
t "--dry-run prints the configuration" sh -c "grep -q '\"in\": 13,\|\"in\": [0-9]' out && grep -q '\"readout\": \"sum\"' out && grep -q '\"batch\": 32' out"
t "folds have validation: nested" grep -q '"protocol": "nested"' config.json
run "$train" --config config.json --dry-run
t "the configuration is complete: it gives itself" same out config.json
run "$train" --config config.json --set lr=0.5 --lr 0.25 --dry-run
t "an option is stronger than --set, --set than --config" grep -q '"lr": 0.25' out
run "$train" --config config.json --model sage --dry-run
t "another model starts with its own keys" sh -c "[ $status -eq 0 ] && grep -q '\"hidden\": [^8]' out"
run "$train" --preset gcn-cora --data "$data/small" --no-normalize --epochs 3 --dry-run
t "options are stronger than a preset" sh -c "grep -q '\"normalize\": false' out && grep -q '\"epochs\": 3,' out && grep -q '\"decay_only\": \"first\"' out"
t "nodes: no readout, one batch" sh -c "grep -q '\"readout\": \"none\"' out && grep -q '\"batch\": 0,' out"
run "$train" --list-keys --model gin
t "--list-keys describes the run's keys and the model's" sh -c "grep -q 'checkpoint_every' out && grep -q learn_eps out"
run "$train" --list-presets
t "--list-presets describes them" sh -c "grep -q '^gcn-cora' out && grep -q 'steps=50' out"
t "nothing has been written" test -z "$(find . -name '*.safetensors' -o -name log.jsonl)"

# ---- training ----
run "$train" --data "$data/small" --preset gcn-cora --epochs 5
t "the small citation set is trained" sh -c "[ $status -eq 0 ] && grep -q 'test_accuracy' out && grep -q 'over 1 seed' out"
run "$train" --data "$data/tiny.txt" --model gin --folds given --epochs 3 --protocol final
t "the tiny set of graphs is trained over its folds" sh -c "[ $status -eq 0 ] && grep -q 'over 2 folds' out"
run "$train" $gin --folds given --epochs 30 --protocol final --baseline --check-equivariance
t "cycles and stars are told apart" sh -c "grep -q '^mean .* 1\.0000 ' out && grep -q 'test accuracy 1.0000' out"
t "the baseline is the larger class" grep -q 'majority.*0.5000' out
t "the model's equivariance is kept" grep -q 'equivariance of gin on shapes: kept' out
run "$train" $gin --folds given --epochs 30 --protocol final --loss bce --metric roc_auc
t "two classes by one logit, judged by its ROC curve" sh -c "grep -q '^mean .* 1\.0000 ' out && grep -q 'test roc_auc 1.0000' out"
run "$train" $gin --split 0.5,0.25,0.25 --epochs 200 --patience 4 --format csv
t "patience ends a run early" test "$(awk -F, '$1 == "run" { print $3 }' out)" -lt 150
run "$train" $gin --epochs 2
t "without a split: a warning that says how" sh -c "[ $status -eq 0 ] && grep -q -- '--folds' err"
run "$train" $gin --epochs 2 -q
t "-q: no warning" err_lines 0
run "$train" $gin --folds 5 --epochs 3 --seeds 0..1 --format csv --jobs 1
sed 's/,[^,]*$//' out >one
t "csv: a header, ten runs, means and deviations" sh -c "head -n 1 out | grep -q '^row,seed,fold,epoch,' && [ \$(grep -c ^run, out) -eq 10 ] && [ \$(grep -c ^mean, out) -eq 3 ]"
run "$train" $gin --folds 5 --epochs 3 --seeds 0..1 --format csv --jobs 3
sed 's/,[^,]*$//' out >three
t "--jobs does not change a digit" same one three
run "$train" $gin --folds given --epochs 4 --protocol published --format csv
t "published: one epoch for all folds" test "$(grep ^run, out | cut -d, -f4 | sort -u | wc -l)" -eq 1
if command -v python3 >/dev/null 2>&1; then
  t "published: the mean of that column is the mean row" python3 -c "
import csv; rows = list(csv.DictReader(open('out'))); v = [float(r['test_accuracy']) for r in rows if r['row'] == 'run']
m = sum(v) / len(v); sd = (sum((x - m) ** 2 for x in v) / (len(v) - 1)) ** 0.5
g = {r['row']: float(r['test_accuracy']) for r in rows if r['row'] != 'run'}
assert abs(m - g['mean']) < 1e-12 and abs(sd - g['sd']) < 1e-12, (m, sd, g)"
  run "$train" $gin --split 0.6,0.2,0.2 --epochs 3 --format json
  t "--format json is JSON" python3 -c "import json; assert json.load(open('out'))['schema'] == 'gnn-train/1'"
else
  skip "--format json is JSON" "no python3 here"
fi

# ---- the run folder ----
run "$train" $gin --folds given --epochs 3 --seeds 0..1 -o runs/a --set eval_train=true
for f in config.json env.json results.csv seed0-fold1/log.jsonl seed1-fold5/metrics.csv seed1-fold3/model.safetensors seed0-fold2/state.safetensors; do
  t "the run folder holds $f" test -s runs/a/$f
done
t "metrics.csv has a line an epoch" test "$(wc -l <runs/a/seed0-fold1/metrics.csv)" -eq 4
t "log.jsonl has a line an epoch" test "$(wc -l <runs/a/seed0-fold1/log.jsonl)" -eq 3
t "no temporary is left" test -z "$(find runs -name '*.tmp*')"
run "$train" --config runs/a/config.json --seeds 1 --set eval_train=true -o runs/again
t "the same configuration gives the same weights" same runs/a/seed1-fold2/model.safetensors runs/again/fold2/model.safetensors
run "$train" $gin --folds given --epochs 3 -o runs/a
t "an existing run is not replaced" refuses 2 "--force"
run "$train" $gin --split 0.6,0.2,0.2 --epochs 3 -o runs/a --force
t "--force replaces it, with nothing of the old one left" sh -c "[ -s runs/a/model.safetensors ] && [ ! -e runs/a/seed0-fold1 ]"
run "$info" runs/a/model.safetensors
t "gnn-info knows what the weights were trained on" sh -c "grep -q 'data.name *shapes' out && grep -q 'train.loss *cross_entropy' out"
run "$train" --data "$T/shapes.txt" --model gin --epochs 2 -q -o "$T/runs/b"
t "env.json names no folder of this machine" sh -c "! grep -q '$T' runs/b/env.json && grep -q '\"shapes.txt\"' runs/b/env.json && grep -q '\"kernels\"' runs/b/env.json"
: >plainfile
run "$train" $gin --epochs 2 -q -o plainfile
t "a file is no run folder" refuses 2 "plainfile"

# ---- resume ----
# wait_lines FILE N: until it has N lines, at most 30 seconds.
wait_lines() {
  tries=0
  while [ "$([ -f "$1" ] && wc -l <"$1" || echo 0)" -lt "$2" ] && [ $tries -lt 600 ]; do
    sleep 0.05
    tries=$((tries + 1))
  done
}
long="$gin --split 0.6,0.2,0.2 --epochs 300 --dropout 0.3 --batch 8 --schedule cosine --checkpoint-every 4"
run "$train" $long -o runs/whole
for at in 20 90; do
  "$train" $long --resume -o runs/killed >/dev/null 2>&1 &
  pid=$!
  wait_lines runs/killed/log.jsonl $at
  kill -KILL $pid
  wait $pid 2>/dev/null
  t "killed with SIGKILL in the middle ($at)" test ! -e runs/killed/model.safetensors -a -e runs/killed/state.safetensors
done
run "$train" --resume -o runs/killed
t "killed twice and resumed from its folder alone: done" exits 0
t "and the weights have the same bits as without interruption" same runs/whole/model.safetensors runs/killed/model.safetensors
cut -d, -f1-9 runs/whole/metrics.csv >whole
cut -d, -f1-9 runs/killed/metrics.csv >killed
t "and so have all curves" same whole killed
run "$train" --resume -o runs/killed --lr 0.5
t "another rate is another run" refuses 2 "lr 0.01, this command 0.5"
run "$train" --resume -o runs/killed --epochs 400
t "a cosine of another length is another run" refuses 2 "epochs 300, this command 400"
run "$train" --resume -o runs/killed --hidden 9
t "another width is another run" refuses 2 "model_keys"
run "$train" --resume -o runs/nosuch
t "there is nothing to resume" refuses 2 "runs/nosuch"
run "$train" $gin --split 0.6,0.2,0.2 --epochs 4 --threads 1 -o runs/t1
run "$train" $gin --split 0.6,0.2,0.2 --epochs 2 --threads 2 -o runs/t2
run "$train" --resume --epochs 4 --threads 2 -o runs/t2
t "more epochs by --resume, on two threads: the same bits" same runs/t1/model.safetensors runs/t2/model.safetensors
printf 'x' >>runs/t2/state.safetensors
rm -f runs/t2/state.safetensors.1
run "$train" --resume -o runs/t2
t "a damaged checkpoint is not taken" sh -c "[ $status -eq 2 ] && grep -q state.safetensors err"

folds="$gin --folds given --epochs 150 --batch 8 --dropout 0.3"
run "$train" $folds --jobs 2 -o runs/folds
cut -d, -f1-9 runs/folds/results.csv >one
for sig in INT TERM; do # a folder each: lines of an earlier run would say nothing about this one
  "$train" $folds --jobs 2 -o runs/$sig >/dev/null 2>int.err &
  pid=$!
  wait_lines runs/$sig/fold1/log.jsonl 5
  kill -$sig $pid
  wait $pid
  status=$?
  t "SIG$sig: exit 130" exits 130
  t "SIG$sig: says where the state is" sh -c "grep -q 'runs/$sig; --resume' int.err && grep -q interrupted int.err"
  t "SIG$sig: the worker has saved" test -s runs/$sig/fold1/state.safetensors -o -s runs/$sig/fold1/model.safetensors
  run "$train" --resume -o runs/$sig
  for k in 1 2 3 4 5; do
    t "SIG$sig and resumed: fold $k has the same bits" same runs/folds/fold$k/model.safetensors runs/$sig/fold$k/model.safetensors
  done
  cut -d, -f1-9 runs/$sig/results.csv >two
  t "SIG$sig: and the results are the same" same one two
done

# ---- numbers that are none ----
run "$train" $gin --epochs 30 --optimizer sgd --lr 1000000 --set norm=none -q -o runs/nan
t "a loss that is not finite exits 4" exits 4
t "and says in which epoch and step" grep -q "epoch [0-9]*, step [0-9]*: .*loss" err
t "and leaves no weights" test ! -e runs/nan/model.safetensors
run "$train" $gin --folds given --epochs 30 --optimizer sgd --lr 1000000 --set norm=none --jobs 2
t "in a worker too, with the fold" sh -c "[ $status -eq 4 ] && grep -q 'fold [0-9]: epoch' err"
finish

# The network that is shipped, through gnn-solve.  Usage: cli_shipped_model.sh gnn-solve gnn-convert
. "$(dirname "$0")/tap.sh"
solve=$1
GNN_DATA_DIR=$(cd "$(dirname "$0")/../../datasets" && pwd)
export GNN_DATA_DIR
cd "$T" || exit 1
# Two cliques of 8 with one edge between them.
for base in 0 8; do
  for u in 0 1 2 3 4 5 6 7; do
    for v in 0 1 2 3 4 5 6 7; do [ $u -lt $v ] && echo $((base + u)) $((base + v)); done
  done
done >cliques.edges
echo 7 8 >>cliques.edges
run "$solve" community cliques.edges --model default --format jsonl
t "the shipped network groups a graph" exits 0
t "and is named" out_has '"lgnn"'
GNN_DATA_DIR=$T
run "$solve" community cliques.edges --model nosuch.safetensors
t "a model that is not there is named" refuses 2 "nosuch.safetensors"
finish

# gnn-info.  Usage: cli_info.sh gnn-info gnn-convert
. "$(dirname "$0")/tap.sh"
info=$1 convert=$2
cd "$T" || exit 1

run "$info"
t "without arguments: the build" out_has "libgnn"
for word in formats generators operations models kernels blas_core threads; do
  t "the build names its $word" out_has "$word"
done
run "$info" --threads 1 --format json
t "--threads is taken" out_has '"threads": 1'
if command -v python3 >/dev/null 2>&1; then
  t "--format json is JSON" python3 -c "import json; assert json.load(open('out'))['schema'] == 'gnn-info/1'"
  run "$info" --format jsonl
  t "--format jsonl is one line of JSON" sh -c "[ \$(wc -l <out) -eq 1 ] && python3 -c \"import json; json.load(open('out'))\""
else
  skip "--format json is JSON" "no python3 here"
fi
run "$info" --format csv
t "--format csv has a header" sh -c "head -n 1 out | grep -qx key,value"

"$convert" --generate complete:n=6 >k6.g6
run "$info" k6.g6
t "K6 has 15 edges" sh -c "grep -qx 'edges *15' out"
t "K6 has 20 triangles" sh -c "grep -qx 'triangles *20' out"
t "K6 is connected" sh -c "grep -qx 'components *1' out"
"$convert" --generate cycle:n=3,copies=4 >c.g6
run "$info" c.g6
t "four triangles: four components" sh -c "grep -qx 'components *4' out && grep -qx 'triangles *4' out"
run_with k6.g6 "$info" -
t "- is standard input" sh -c "grep -qx 'edges *15' out"
cat k6.g6 c.g6 >two.g6
run "$info" --format csv two.g6
t "several graphs: a line each" sh -c "[ \$(wc -l <out) -eq 3 ] && grep -q '^2,2,12,12,no,2,2,4,4' out"
run "$info" -o out.json --format json k6.g6
t "-o writes a file" grep -q '"edges": 15' out.json
run "$info" -o out.json k6.g6
t "-o does not replace it" refuses 2 "exists already"

printf '1 2 0\n' >bad.txt
run "$info" nosuch
t "a missing file is named" refuses 2 nosuch
run "$info" /
t "a folder without data is refused" refuses 2 "not a data set"
run "$info" k6.g6 c.g6
t "two files are a usage error" refuses 2 "--help"
run "$info" --data k6.g6
t "--data without a check is a usage error" refuses 2 "--help"
printf 'xxxxxxxx' >w.safetensors
run "$info" w.safetensors
t "broken weights are refused" refuses 2 w.safetensors

mkdir DS
printf '1, 2\n2, 1\n3, 4\n4, 3\n4, 5\n5, 4\n' >DS/DS_A.txt
printf '1\n1\n2\n2\n2\n' >DS/DS_graph_indicator.txt
printf '1\n-1\n' >DS/DS_graph_labels.txt
run "$info" DS
t "a TU folder is a data set" sh -c "grep -qx 'graphs *2' out && grep -qx 'classes *2' out"

for model in gcn gin; do
  run "$info" --check-equivariance $model --trials 3
  t "$model is equivariant" exits 0
done
run "$info" --check-grad gcn --trials 2 --config '{"hidden":3}'
t "gcn's gradients are right" exits 0
run "$info" --check-grad nosuch
t "an unknown model is named with all models" refuses 2 gin
run "$info" --check-grad gcn --config '{"hiden":3}'
t "an unknown key is named" refuses 2 hiden
run "$info" --check-grad gcn --config '{"hidden":'
t "broken JSON is refused with its place" refuses 2 "--config: 1:"
run "$info" --check-grad gcn --trials 0
t "--trials 0 is a usage error" refuses 2 "--trials"
finish

# gnn-solve count.  Usage: cli_solve_count.sh gnn-solve gnn-convert
. "$(dirname "$0")/tap.sh"
solve=$1
convert=$2
cd "$T" || exit 1
"$convert" --generate famous:name=petersen >petersen.g6
"$convert" --generate complete:n=5 >k5.g6

run "$solve" count petersen.g6 --format json
t "counts of the Petersen graph" out_is '{"schema":"gnn-solve/1","task":"count","graph":1,"n":10,"m":15,"kind":"subgraph","counts":{"path3":30,"triangle":0,"path4":60,"star3":10,"cycle4":0,"tailed-triangle":0,"chordal-cycle":0,"clique4":0}}'
run "$solve" count petersen.g6 --patterns cycle5,cycle6,cycle8 --format csv
t "its cycles: 12 of length 5, 10 of 6, 15 of 8" out_has '1,subgraph,10,15,12,10,15'
run_with k5.g6 "$solve" count - --patterns path5,clique5 --format csv
t "60 spanning paths in K5, as subgraphs" out_has '1,subgraph,5,10,60,1'
run_with k5.g6 "$solve" count - --patterns path5,clique5 --induced --format csv
t "none induced" out_has '1,induced,5,10,0,1'
cat petersen.g6 k5.g6 >two.g6
run "$solve" count two.g6 --patterns triangle --format json
t "several graphs are one array" sh -c 'tr -d "\n" <out | grep -q "^\[{.*\"triangle\":0}},{.*\"triangle\":10}}\]$"'
run "$solve" count petersen.g6 k5.g6 --patterns triangle --format jsonl
t "one object a graph" test "$(wc -l <out)" -eq 2
t "numbered on over the files" out_has '"graph":2,"n":5,"m":10,"kind":"subgraph","counts":{"triangle":10}'
"$convert" --generate star:n=4 >star.g6
run "$solve" count star.g6 --patterns path3 --per-node --format csv
t "vertices by orbit" out_is 'graph,kind,vertex,path3/0+2,path3/1
1,subgraph,0,0,3
1,subgraph,1,2,0
1,subgraph,2,2,0
1,subgraph,3,2,0'
run "$solve" count star.g6 --patterns tailed-triangle,star3 --per-edge --format json
t "edges by orbit" out_has '"edges":{"tailed-triangle/0-1":[0,0,0],"tailed-triangle/1-2+1-3":[0,0,0],"tailed-triangle/2-3":[0,0,0],"star3/0-1+0-2+0-3":[1,1,1]}'
run "$solve" count star.g6 --patterns claw,star3,all4 --format csv
t "a pattern asked for twice is one column" test "$(head -n 1 out)" = "graph,kind,n,m,star3,path4,cycle4,tailed-triangle,chordal-cycle,clique4"
printf '0 1\n1 2\n0 2\n' >tri.txt
run "$solve" count tri.txt --patterns triangle@0+0+0,triangle@0+0+1 --format csv
t "vertices without labels have label 0" out_has '1,subgraph,3,3,1,0'

run_with k5.g6 "$solve" count - --patterns triangle,path3,cycle5 --homomorphisms --format csv
t "maps of a triangle, a path and a 5-cycle into K5: 5 4 3, 5 4 4 and 4^5 - 4" out_has '1,homomorphism,5,10,60,80,1020'
run "$solve" count k5.g6 --homomorphisms --per-node
t "maps are not counted at vertices" refuses 2 "--homomorphisms"
run_with k5.g6 "$solve" count - --patterns all5 --induced --format json
t "all 21 patterns on five vertices" out_has '"kind":"induced","counts":{"path5":0,'
t "K5 is one of them" out_has '"clique5":1}}'
"$convert" --generate rmat:n=20000,m=400000 >large.txt --to edgelist
run "$solve" count large.txt --patterns all5 --per-node --limit-time 0.01
t "the time limit ends sums too" refuses 3 "time limit"
run "$solve" count large.txt --patterns cycle8 --homomorphisms --limit-time 0.01
t "and the counting of maps" refuses 3 "time limit"
printf '0 1\n1 1\n' >loop.txt
run "$solve" count loop.txt
t "loops are refused" refuses 2 "1 loops"

run "$solve" count petersen.g6 --patterns hexagon
t "an unknown pattern is named" refuses 2 "no pattern is called 'hexagon'"
run "$solve" count petersen.g6 --patterns triangle@1+2
t "labels that do not fit the pattern are refused" refuses 2 "3 labels"
"$convert" --generate star:n=68 >big.g6
run "$solve" count big.g6 --patterns star33
t "a count past 64 bits is an error, not a number" test "$status" -ne 0 -a ! -s out
t "and says so" err_has "graph 1: count: pattern star33: the count does not fit 64 bits"
run "$solve" count
t "no input is a usage error" refuses 2 "no input"
run "$solve" nonsense
t "an unknown task is named with those there are" refuses 2 "'nonsense' is not a task"
run "$solve" count --list --format csv
t "--list has all 29" test "$(wc -l <out)" -eq 30
finish

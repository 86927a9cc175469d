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
t "its cycles: 12 of length 5, 10 of 6, 15 of 8" out_has '1,10,15,12,10,15'
run_with k5.g6 "$solve" count - --patterns path5,clique5 --format csv
t "60 spanning paths in K5, as subgraphs" out_has '1,5,10,60,1'
run_with k5.g6 "$solve" count - --patterns path5,clique5 --induced --format csv
t "none induced" out_has '1,5,10,0,1'
run "$solve" count petersen.g6 k5.g6 --patterns triangle --format jsonl
t "one object a graph" test "$(wc -l <out)" -eq 2
t "numbered on over the files" out_has '"graph":2,"n":5,"m":10,"kind":"subgraph","counts":{"triangle":10}'
"$convert" --generate star:n=4 >star.g6
run "$solve" count star.g6 --patterns path3 --per-node --format csv
t "vertices by orbit" out_is 'graph,vertex,path3/0+2,path3/1
1,0,0,3
1,1,2,0
1,2,2,0
1,3,2,0'
run "$solve" count star.g6 --patterns tailed-triangle,star3 --per-edge --format json
t "edges by orbit" out_has '"edges":{"tailed-triangle/0-1":[0,0,0],"tailed-triangle/1-2+1-3":[0,0,0],"tailed-triangle/2-3":[0,0,0],"star3/0-1+0-2+0-3":[1,1,1]}'
run "$solve" count star.g6 --patterns claw,star3,all4 --format csv
t "a pattern asked for twice is one column" test "$(head -n 1 out)" = "graph,n,m,star3,path4,cycle4,tailed-triangle,chordal-cycle,clique4"
printf '0 1\n1 2\n0 2\n' >tri.txt
run "$solve" count tri.txt --patterns triangle@0+0+0,triangle@0+0+1 --format csv
t "vertices without labels have label 0" out_has '1,3,3,1,0'

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

# gnn-convert.  Usage: cli_convert.sh gnn-convert
. "$(dirname "$0")/tap.sh"
convert=$1
cd "$T" || exit 1

run "$convert" --generate famous:name=petersen
t "the Petersen graph is nauty's line" out_is 'IheA@GUAo'
echo 'IheA@GUAo' >petersen.g6
run_with petersen.g6 "$convert"
t "standard input is read when no file is named" out_is 'IheA@GUAo'
run_with petersen.g6 "$convert" -
t "- is standard input" out_is 'IheA@GUAo'
run "$convert" petersen.g6 petersen.g6
t "several files are read one after the other" test "$(wc -l <out)" -eq 2

for format in sparse6 edgelist graph6; do
  "$convert" petersen.g6 --to $format >"there" 2>"$T/err"
  "$convert" "there" --from $format --to graph6 >back 2>>"$T/err"
  t "graph6 to $format and back" same petersen.g6 back
done
run "$convert" --generate er:n=200,p=0.03 --seed 5 -o a.g6
t "-o writes a file" test -s a.g6
run "$convert" --generate er:n=200,p=0.03 --seed 5
t "the same seed draws the same graph" same out a.g6
run "$convert" --generate er:n=200,p=0.03 --seed 6
t "another seed draws another" sh -c '! cmp -s out a.g6'
run "$convert" --generate er:n=20,p=0.3 --count 5
t "--count draws as often" test "$(sort -u out | wc -l)" -eq 5
run "$convert" --permute --seed 1 a.g6
cp out permuted
t "--permute gives another line" sh -c '! cmp -s permuted a.g6'
run "$convert" --permute --seed 1 a.g6
t "--permute is fixed by the seed" same out permuted
if command -v nauty-labelg >/dev/null 2>&1; then
  nauty-labelg -q a.g6 >canon1 2>/dev/null
  nauty-labelg -q permuted >canon2 2>/dev/null
  t "--permute gives an isomorphic graph (nauty)" same canon1 canon2
else
  skip "--permute gives an isomorphic graph (nauty)" "nauty is not here (apt-get install nauty)"
fi
"$convert" --generate cycle:n=5 >many.g6
"$convert" --generate cycle:n=6 >>many.g6
"$convert" --generate cycle:n=7 >>many.g6
run "$convert" --select 2 many.g6
t "--select picks one" out_is 'EhEG'
run "$convert" --select 2..3 many.g6
t "--select picks a range" test "$(wc -l <out)" -eq 2
run "$convert" --select 4 many.g6
t "--select past the end is an error" refuses 2 "has 3 graphs"

run "$convert" --generate sbm:n=30,k=3,pin=0.5,pout=0.1
t "labels that graph6 cannot hold are refused" refuses 2 "cannot hold vertex labels"
run "$convert" --generate sbm:n=30,k=3,pin=0.5,pout=0.1 --drop labels
t "--drop labels leaves them out" exits 0

run "$convert" -o a.g6 petersen.g6
t "an existing file is not replaced" refuses 2 "exists already"
cp a.g6 before
run "$convert" -o a.g6 --force petersen.g6
t "--force replaces it" same a.g6 petersen.g6
printf 'IheA@GUAo\nE!!!\n' >broken.g6
run "$convert" -o new.g6 broken.g6
t "a bad byte is named with file, line and column" sh -c "grep -q 'broken.g6:2:' err"
t "a bad input exits 2" exits 2
t "nothing is written after an error" test ! -e new.g6
t "no temporary is left" sh -c '! ls new.g6.* >/dev/null 2>&1'
run "$convert" -o many.out --to rudy many.g6
t "a format of one graph refuses more" refuses 2 "--select"
t "and leaves no file" test ! -e many.out

run "$convert" /
t "a folder is refused" refuses 2 "is a directory"
run "$convert" nosuch.g6
t "a missing file is named" refuses 2 "nosuch.g6"
: >empty.g6
run "$convert" --from graph6 empty.g6
t "an empty file has no graphs" test "$status" -eq 0 -o "$status" -eq 2
head -c 4096 /dev/urandom >noise
run "$convert" noise
t "noise is refused in one line" sh -c "[ $status -eq 2 ] && [ \$(wc -l <err) -eq 1 ]"
printf '~~~~~~~~\n' >huge.g6
run "$convert" --from graph6 huge.g6
t "2^36 vertices are refused before they are allocated" sh -c "[ $status -eq 2 ] || [ $status -eq 3 ]"
run "$convert" --generate nosuch:n=3
t "an unknown generator is named" refuses 2 "there is no generator nosuch"
run "$convert" --generate er:q=3
t "an unknown key is named" refuses 2 '"q" is not a key'
run "$convert" --generate er --from graph6
t "--from with --generate is a usage error" refuses 2 "--help"
run "$convert" --to nosuch petersen.g6
t "an unknown format is named with all formats" refuses 2 "graph6"
run "$convert" -o x.nosuch petersen.g6
t "a name that tells no format asks for --to" refuses 2 "--to"

run "$convert" --draw p.svg petersen.g6
t "--draw writes SVG" sh -c "[ $status -eq 0 ] && grep -q '<svg' p.svg"
t "--draw alone prints no graph" test ! -s out
run "$convert" --draw p.png petersen.g6
t "--draw writes PNG" sh -c "head -c 4 p.png | grep -q PNG"
run "$convert" --draw p.gif petersen.g6
t "--draw refuses other names" refuses 2 ".svg or .png"
run "$convert" --draw m.svg many.g6
t "--draw draws one graph" refuses 2 "--select"

run "$convert" --list-formats
t "--list-formats lists graph6" out_has graph6
run "$convert" --list-generators
t "--list-generators lists sbm with its keys" sh -c "grep -q '^sbm: ' out && grep -q 'pout=' out"

mkfifo pipe
"$convert" --from graph6 -o late.g6 pipe 2>int.err & pid=$!
trap '' PIPE # the reader may be gone before the last line
exec 3>pipe # waits for the reader, which by then listens to signals
for i in 1 2 3 4 5; do echo 'IheA@GUAo' >&3; done
kill -TERM $pid
for i in 1 2 3 4 5; do echo 'IheA@GUAo' >&3; done 2>/dev/null
exec 3>&-
wait $pid
status=$?
t "interrupted: exit 130" exits 130
t "interrupted: says so" grep -q interrupted int.err
t "interrupted: no half-written file" sh -c '[ ! -e late.g6 ] && ! ls late.g6.* >/dev/null 2>&1'

# ---- compressed input ----

if command -v gzip >/dev/null 2>&1; then
  printf 'EhEG\n' | gzip -c >one.gz
  { cat one.gz; printf 'EwCW\n' | gzip -c; } >two.gz
  run_with two.gz "$convert" --to graph6 -
  t "gzip members one after the other are one file" out_is "$(printf 'EhEG\nEwCW')"
  head -c $(($(wc -c <one.gz) - 9)) one.gz >cut.gz
  run "$convert" --to graph6 cut.gz
  t "a compressed file that is cut short is refused" refuses 2 "cut short"
  { head -c 14 two.gz; printf 'xxxxxxxx'; tail -c +23 two.gz; } >damaged.gz
  run "$convert" --to graph6 damaged.gz
  t "a damaged one is refused" refuses 2 "damaged.gz"
  : | gzip -c >empty.gz
  run "$convert" --to graph6 empty.gz
  t "an empty one has no graphs" refuses 2 "no graphs"
else
  skip "compressed input" "no gzip here"
fi
finish

# What the documents and help texts show is what happens.  Usage: cli_docs.sh SOURCE COMMAND…
. "$(dirname "$0")/tap.sh"
source=$1
shift
PATH=$(dirname "$1"):$PATH
export PATH
mkdir "$T/doc" "$T/work"
ln -s "$source/datasets" "$source/docs" "$T/work/"
cd "$T/work" || exit 1

# Fenced blocks of a document: "console" gives N.cmd and the output N.want that follows each "$ ", "sh" an N.cmd a line.
split_blocks() {
  rm -f "$T"/doc/*
  awk -v to="$T/doc/" '
    /^```/ { mode = mode == "" ? substr($0, 4) "." : ""; next }
    mode == "console." && /^\$ / {
      name = sprintf("%s%03d", to, ++n); print substr($0, 3) > (name ".cmd"); printf "" > (name ".want"); next
    }
    mode == "console." { print > (name ".want") }
    mode == "sh." { print > sprintf("%s%03d.cmd", to, ++n) }' "$1"
}
# Equal line by line, without blanks at the end; text after "…" may be anything, and so may the lists of models.
shows() {
  sed 's/ *$//' "$1" | grep -v 'bounded by' >"$T/want"
  sed 's/ *$//' "$2" | grep -v -e 'bounded by' -e '^gnn-[a-z]*: [a-z]*: [0-9]*/[0-9]*, left ' >"$T/got" # nor progress
  awk -v got="$T/got" '
    { if ((getline line < got) <= 0) line = "(nothing)"
      at = index($0, "…")
      same = at ? substr(line, 1, at - 1) == substr($0, 1, at - 1) : line == $0
      if (!same) { bad = 1; print "# shown: " $0; print "# is:    " line } }
    END { if ((getline line < got) > 0) { bad = 1; print "# more:  " line }; exit bad }' "$T/want"
}

# ---- documents ----

export GNN_DATA_DIR="${GNN_TEST_DATA:-}"
for file in README.md docs/guide.md docs/theory.md docs/formats.md CONTRIBUTING.md; do
  split_blocks "$source/$file"
  for cmd in "$T"/doc/*.cmd; do
    [ -e "$cmd" ] || continue
    if [ -z "$GNN_DATA_DIR" ] && grep -q -e 'planetoid/' -e 'tu/' -e 'runs/cora' -e 'runs/mutag' "$cmd"; then
      skip "$file: $(cat "$cmd")" "the data set is not here"
      continue
    fi
    sh "$cmd" >"$T/both" 2>&1 </dev/null
    status=$?
    cp "$T/both" "$T/err"
    : >"$T/out"
    if [ -e "${cmd%.cmd}.want" ]; then
      t "$file shows what happens: $(cat "$cmd")" shows "${cmd%.cmd}.want" "$T/both"
    else
      t "$file: $(cat "$cmd")" exits 0
    fi
  done
done

# ---- the examples that end each --help ----

# Small data sets under the names that the examples use: nodes on a ring; cycles against paths, in GIN's form and TU's.
small_data_sets() {
  mkdir -p small/planetoid small/tu DIR
  awk 'BEGIN {
    cora = "small/planetoid/cora"; tu = "small/tu/MUTAG"; d = "DIR/DIR"
    for (v = 0; v < 30; v++) {
      print v, (v + 3) % 30 > (cora ".edges.txt")
      print v % 3, 3 + v % 5 > (cora ".features.txt")
      print v % 3 > (cora ".labels.txt")
      print v < 9 ? "train" : v < 15 ? "val" : "test" > (cora ".split.txt")
    }
    print 40 > (tu ".txt")
    for (g = 0; g < 40; g++) {
      n = 4 + g % 4
      path = g % 2
      print n, path > (tu ".txt")
      print 1 + int(g / 2) % 10 > (tu ".folds.txt")
      print path > (d "_graph_labels.txt")
      for (v = 0; v < n; v++) {
        left = path && v == 0 ? "" : " " (v + n - 1) % n
        right = path && v == n - 1 ? "" : " " (v + 1) % n
        print 0, (left != "") + (right != "") left right > (tu ".txt")
        print g + 1 > (d "_graph_indicator.txt")
        a = at + v + 1
        b = at + (v + 1) % n + 1
        if (right != "") print a ", " b "\n" b ", " a > (d "_A.txt")
      }
      at += n
    } }'
  export GNN_DATA_DIR="$T/work/small"
  for command in "gnn-train --data planetoid/cora --preset gcn-cora --epochs 2 --seeds 0..1 -o runs/cora" \
    "gnn-train --data DIR --model gin --epochs 2 --split 0.8,0.1,0.1 -o runs/dir"; do
    run $command
    t "$command" exits 0
  done
  cp runs/dir/model.safetensors .
}

echo 'IhEGGC@_G' >pair.g6
echo 'Ihe?GC@@G' >>pair.g6
cp pair.g6 pairs.g6
rm -rf ./*.svg ./*.mtx runs
case $* in *gnn-train*) small_data_sets ;; esac
# The longer examples of gnn-predict need the runs of gnn-train's, so that comes first.
train=
others=
for command; do
  case $command in *gnn-train) train=$command ;; *) others="$others $command" ;; esac
done
for command in $train $others; do
  name=$(basename "$command")
  "$command" --help | sed -n '/^Examples:/,$s/^  //p' >examples
  t "$name --help shows at least three examples" test "$(wc -l <examples)" -ge 3
  while read -r line; do
    case $line in
    gnn-train*--data*) line="$line --epochs 2" ;; # the last option counts
    *nauty-*)
      command -v nauty-geng >/dev/null 2>&1 || { skip "$line" "nauty is not here (apt-get install nauty)"; continue; }
      ;;
    esac
    run sh -c "$line"
    t "example of $name: $line" exits 0
  done <examples
done

# ---- the first commands of the README, and that the lists of packages are one ----

words() { tr ' \\\n' '\n\n\n' | sed -n '/./p' | sort; }
block() { awk -v n="$2" '/^```/ { inside = !inside; count += inside; next } inside && count == n' "$1"; }
block "$source/README.md" 1 >first
block "$source/README.md" 2 >table
block "$source/README.md" 3 >second
sed -n 's|^ *&& build/tools/\(gnn-expressivity .*\)|\1|p' first >compare
t "README: the first command compares a pair and draws it" grep -q -- '--draw' compare
run sh compare
t "README: the first command exits 0" exits 0
cp "$T/out" "$T/both"
t "README: the first command prints the table shown" shows table "$T/both"
t "README: the first command writes a picture" sh -c 'grep -q "<svg" pair.svg'
# Letters are outlines of whatever fonts there are, so only the page and the number of drawn things are compared.
drawn() { grep -o '<svg[^>]*>' "$1" && grep -c 'stroke-width' "$1"; }
drawn pair.svg >is
drawn "$source/docs/pictures/decalin-bicyclopentyl.svg" >shown
t "README: the picture shown is the one written" cmp is shown
# The packages of the N-th apt-get line on standard input; lines may go on after a backslash.
packages() {
  sed -e :a -e '/\\$/{N;s/\\\n//;ba' -e '}' | sed -n "s/.*--no-install-recommends \([a-z+][^&>']*\).*/\1/p" |
    sed -n "$1p" | words
}
sed -n "s/^apt_build = '\(.*\)'/\1/p" "$source/meson.build" | packages 1 >build.meson
sed -n "s/^apt_tests = '\(.*\)'/\1/p" "$source/meson.build" | packages 1 >tests.meson
packages 1 <first >build.readme
packages 1 <second >tests.readme
packages 1 <"$source/.ci/run" >build.ci
packages 2 <"$source/.ci/run" >tests.ci
t "the packages to build with are some" test "$(wc -l <build.meson)" -ge 10
t "README and meson.build name the same packages to build with" cmp build.meson build.readme
t ".ci/run and meson.build name the same packages to build with" cmp build.meson build.ci
t "README and meson.build name the same packages to test with" cmp tests.meson tests.readme
t ".ci/run and meson.build name the same packages to test with" cmp tests.meson tests.ci

# ---- programs, links, promises ----

contains() {
  awk -v whole="$(sed 's/\\/\\\\/g' "$2")" '{ all = all $0 "\n" } END { exit index(all, whole) ? 0 : 1 }' "$1"
}
for c in "$source"/docs/examples/*.c; do
  name=$(basename "$c" .c)
  t "the guide shows $name.c as it is" contains "$source/docs/guide.md" "$c"
  t "the guide shows what $name.c prints" contains "$source/docs/guide.md" "${c%.c}.expected"
  t "$name.c has at most 80 lines" test "$(wc -l <"$c")" -le 80
done
t "README shows compare.c as it is" contains "$source/README.md" "$source/docs/examples/compare.c"
for file in README.md CONTRIBUTING.md docs/guide.md docs/theory.md docs/formats.md docs/promises.md docs/threads.md; do
  broken=
  for link in $(grep -o '](\([^)#]*\)' "$source/$file" | sed 's/](//' | grep -v '^http'); do
    [ -e "$(dirname "$source/$file")/$link" ] || broken="$broken $link"
  done
  t "$file: every link leads somewhere$broken" test -z "$broken"
done
# A promise without a test is none.
missing=
for name in $(cat "$source"/docs/promises.md "$source"/docs/theory.md "$source"/docs/threads.md |
  grep -o '`[a-z]*/[a-z_0-9]*`' | tr -d '`' | grep -v '^tests/'); do
  set -- "$source"/tests/"${name%/*}"/*"${name#*/}".*
  [ -e "$1" ] || grep -q "test('${name#*/}'" "$source"/*/meson.build || missing="$missing $name"
done
t "the documents name tests that exist$missing" test -z "$missing"
finish

# A program outside the tree, by the guide's recipes against a staged libgnn: pkg-config, static, CMake, subproject.
# Usage: cli_consumer.sh BUILD SOURCE
. "$(dirname "$0")/tap.sh"
build=$1 source=$2 guide=$2/docs/guide.md
for tool in meson cc pkg-config; do
  command -v $tool >/dev/null 2>&1 && continue
  skip "a consumer builds through pkg-config" "$tool is not here"
  finish
  exit 0
done
if [ -n "${GNN_TEST_SANITIZED:-}" ]; then
  skip "a consumer builds through pkg-config" "an instrumented library needs an instrumented consumer"
  finish
  exit 0
fi
# The guide's blocks of one language.
recipe() { awk -v open='```'"$1" '/^```/ { inside = $0 == open; next } inside' "$guide"; }
shown() { same "$T/out" "$source/docs/examples/compare.expected"; }

DESTDIR="$T/root" meson install -C "$build" --no-rebuild --quiet >"$T/out" 2>"$T/err"
status=$?
t "meson install" exits 0
pc=$(find "$T/root" -name libgnn.pc | head -n 1)
t "libgnn.pc is installed" test -n "$pc"
prefix=$(sed -n 's/^prefix=//p' "$pc")
# The tree is staged: the prefix is turned to where it is now.
mkdir "$T/pc" "$T/c"
sed "s|^prefix=.*|prefix=$T/root$prefix|" "$pc" >"$T/pc/libgnn.pc"
export PKG_CONFIG_PATH="$T/pc"
lib=$(pkg-config --variable=libdir libgnn)
export LD_LIBRARY_PATH="$lib"
cp "$source/docs/examples/compare.c" "$T/c/"
cd "$T/c" || exit 1

for f in bin/gnn-info bin/gnn-convert bin/gnn-expressivity include/gnn/gnn.h share/libgnn/manifest.json \
  share/bash-completion/completions/gnn-info.bash; do
  t "$f is installed" test -e "$T/root$prefix/$f"
done
if [ -e "$build/tools/gnn-info.1" ]; then
  for command in "$T/root$prefix"/bin/gnn-*; do
    page="$T/root$prefix/share/man/man1/$(basename "$command").1"
    t "$(basename "$command").1 is installed and ends with examples" grep -q '^.SH EXAMPLES' "$page"
  done
else
  skip "man pages are installed" "they are not built (help2man, -Dman)"
fi

# The plain blocks that call cc: one for the shared library, one for the static one.
awk '/^```/ { open = !open; plain = open && $0 == "```"; n += 0; go = 0; next }
  plain && /^cc / { n++; go = 1 } go { print > ("cc" n) }' "$guide"
t "the guide has two lines for cc" sh -c '[ -s cc1 ] && [ -s cc2 ] && [ ! -e cc3 ]'
run sh cc1
t "shared: the guide's line builds" exits 0
run ./compare
t "shared: it prints what the documentation shows" shown
t "shared: libgnn.so is linked" sh -c 'ldd compare | grep -q libgnn.so.0'
run pkg-config --libs libgnn
t "shared: nothing but libgnn is named" sh -c "! grep -q 'igraph\|openblas' '$T/out'"
rm -f compare
run sh cc2
t "static: the guide's line builds" exits 0
run ./compare
t "static: it prints what the documentation shows" shown
t "static: libgnn.so is not linked" sh -c '! ldd compare | grep -q libgnn'

recipe cmake >CMakeLists.txt
t "the guide has a CMake recipe" grep -q PkgConfig::GNN CMakeLists.txt
if command -v cmake >/dev/null 2>&1; then
  run cmake -S . -B cmake
  t "CMake: the recipe configures" exits 0
  run cmake --build cmake
  t "CMake: the recipe builds" exits 0
  run cmake/compare
  t "CMake: it prints what the documentation shows" shown
else
  skip "the CMake recipe of the guide" "cmake is not here"
fi

# Configured, and the build planned to its end; compiling the library once more would take minutes.
mkdir subprojects
ln -s "$source" subprojects/libgnn
recipe ini >subprojects/libgnn.wrap
recipe meson >meson.build
run meson setup sub
t "subproject: the recipe configures" exits 0
run ninja -C sub -n
t "subproject: the build is planned" grep -q 'Linking target compare' "$T/out"
t "subproject: only what is needed is built" sh -c "! grep -q 'gnn-info\|libgnn.so\|test_' '$T/out'"
run meson introspect sub --installed
t "subproject: nothing of libgnn is installed" sh -c "! grep -q 'libgnn\|gnn.h' '$T/out'"
finish

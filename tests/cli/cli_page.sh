# The page of gnn-expressivity --report in a real browser, at the widths of a desk and of a telephone.
# Usage: cli_page.sh gnn-expressivity
. "$(dirname "$0")/tap.sh"
here=$(cd "$(dirname "$0")" && pwd)
expressivity=$1
cd "$T" || exit 1
pairs=$here/../../datasets/pairs
browser=$(command -v chromium || command -v chromium-browser)
if [ -z "$browser" ]; then
  skip "the page in a browser" "chromium is not installed"
  finish
  exit
fi
# browse WIDTH OPTION… PAGE: in a profile of its own, without a network.
browse() {
  width=$1
  shift
  timeout 100 "$browser" --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
    --disable-component-update --disable-sync --user-data-dir="$T/profile" --hide-scrollbars --window-size="$width,900" "$@" 2>/dev/null
}

cat "$pairs"/*.g6 >all.g6
lines=$(wc -l <all.g6)
awk -v n=$((lines / 2)) 'BEGIN { for (k = 0; k < n; k++) printf "%d\tRegular/kind-%d of a long name\n", k, k % 8 }' >c.tsv
run "$expressivity" --pairs --tests default --models gin --draws 1 --categories c.tsv --report page.html all.g6
t "a page of $((lines / 2)) pairs" test -s page.html
# Measured inside: the width that the page needs, how many pairs are shown, then how many 1-wl separates.
sed 's|</body>|<script>var f = document.getElementById("choice"), was = f.querySelector("output").textContent;\
f.test.value = "1"; f.onchange();\
document.title = [document.documentElement.scrollWidth - innerWidth, was, f.querySelector("output").textContent,\
  Array.from(document.querySelectorAll("svg")).filter(function (s) { return s.getBoundingClientRect().width > innerWidth; }).length].join("; ");\
</script>&|' page.html >measured.html
separated=$("$expressivity" --pairs --tests 1-wl --format csv all.g6 | sed 1d | cut -d, -f9 | grep -c yes)
for width in 1280 390; do
  browse $width --dump-dom "file://$T/measured.html" | sed -n 's|.*<title>\(.*\)</title>.*|\1|p' >out
  t "at $width: nothing is wider than the window, the choice of pairs works" \
    out_is "0; $((lines / 2)) of $((lines / 2)) pairs; $separated of $((lines / 2)) pairs; 0"
  browse $width --screenshot="$T/shot.png" "file://$T/page.html"
  t "at $width: it is drawn" test "$(wc -c <shot.png)" -gt 20000
done
finish

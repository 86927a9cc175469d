#include "fuzz.h"

FUZZ_FORMAT("digraph6")

#include "fuzz.h"

FUZZ_FORMAT("edgelist")

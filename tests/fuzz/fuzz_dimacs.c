#include "fuzz.h"

FUZZ_FORMAT("dimacs")

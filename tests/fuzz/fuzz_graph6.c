#include "fuzz.h"

FUZZ_FORMAT("graph6")

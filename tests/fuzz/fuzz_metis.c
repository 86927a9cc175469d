#include "fuzz.h"

FUZZ_FORMAT("metis")

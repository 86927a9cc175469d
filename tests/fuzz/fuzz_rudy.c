#include "fuzz.h"

FUZZ_FORMAT("rudy")

#include "fuzz.h"

FUZZ_FORMAT("mtx")

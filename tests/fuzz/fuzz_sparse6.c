#include "fuzz.h"

FUZZ_FORMAT("sparse6")

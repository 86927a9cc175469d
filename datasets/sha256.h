/* SHA-256 of a block of memory, in hexadecimal.  @source FIPS 180-4 */
#ifndef DATASETS_SHA256_H
#define DATASETS_SHA256_H

#include <stddef.h>

/* hex: room for 65 characters. */
void sha256_hex(char *hex, const void *bytes, size_t size);

#endif

/* A target: one parser that meets bytes of others, called with any bytes. It must come back,
 * whatever they are: a crash, a finding of a sanitizer, a leak or a hang is a fault. Built with
 * libFuzzer by
 * `./dev prove fuzz`, and in every other build with replay.c, which gives it the files of its
 * corpus.
 *
 * Whatever was once found stays in the corpus. */
#pragma once

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The bytes as a file without a name; close it. */
int fuzz_file(const uint8_t *data, size_t size);
/* The bytes as a file in a folder of this process. The same path each time, which lives as long as
 * the process; the folder goes with it. */
const char *fuzz_path(const char *name, const uint8_t *data, size_t size);

/* How the shim reaches the function that it stands before. For its own files alone. */
#pragma once

#include <dlfcn.h>

/* NEXT(f)(…) calls the f that the program would have called without us. */
#define NEXT(NAME)                                                                                 \
    (next_##NAME != NULL ? next_##NAME                                                             \
                         : (*(void **)&next_##NAME = dlsym(RTLD_NEXT, #NAME), next_##NAME))
#define DECLARE_NEXT(NAME) static __typeof__(NAME) *next_##NAME

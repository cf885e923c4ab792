/* What a driver tries that has been taken over: the other half of the faulty driver. */
#pragma once

/* `list`: words with a comma between them, each WHAT or WHAT:ARGUMENT. For each a line is printed,
 * "tried WORD: 0" if it worked and "tried WORD: EACCES" or the like if not. */
void faulty_try(const char *list);

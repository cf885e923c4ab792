/* The upload "u1" of ten bytes, in chunks of four. */
#pragma once

#include "client-server.h"

#define SENDING_BYTES "0123456789"
#define SENDING_TOTAL 10

typedef struct {
    Server *server;
    Client *client;
    int fd;
    GArray *told; /* of guint64: what the progress said */
    int shrink;   /* the file is cut to this length at the first progress; -1: not */
} Sending;

void sending_set_up(Sending *sending, gconstpointer data);
void sending_tear_down(Sending *sending, gconstpointer data);

/* The script's beginning: OPTIONS with checksums, then HEAD with `offset`. */
void sending_begin(Sending *sending, const char *offset);
/* HEAD's answer: 200 with this Upload-Offset; NULL: without. */
void sending_head(Sending *sending, const char *offset);
gboolean sending_run(Sending *sending, GError **error);
void sending_assert_succeeds(Sending *sending);
void sending_assert_fails(Sending *sending, GQuark domain, int code);
/* Request `n` was a PATCH from `offset` with these bytes. */
void sending_assert_patch(Sending *sending, guint n, const char *offset, const char *bytes);

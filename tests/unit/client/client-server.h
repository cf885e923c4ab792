/* A server on this machine that answers as its script says, badly where the script says so.
 *
 * One connection at a time, in a thread of its own; each request takes the next answer of the
 * script, and one that the script does not foresee is closed on. What was asked is kept. */
#pragma once

#include "client-private.h"

typedef enum {
    SERVER_CLOSE,   /* send the answer, then close */
    SERVER_KEEP,    /* send it, then wait for the next request on the same connection */
    SERVER_HOLD,    /* send it, then be silent until the client goes */
    SERVER_TRICKLE, /* send it a byte at a time, 40 ms apart */
    SERVER_NO_BODY, /* as CLOSE, but close without having read the request's body */
} ServerThen;

typedef struct Server Server;

Server *server_new(void);
void server_free(Server *server);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Server, server_free)
/* "http://127.0.0.1:PORT" */
const char *server_url(Server *server);

/* Adds to the script: these bytes, as they are. */
void server_raw(Server *server, const char *bytes, ServerThen then);
/* A well-formed answer; `headers` are further lines, each with its CRLF. */
void server_http(Server *server, guint status, const char *headers, const char *body,
                 ServerThen then);
void server_json(Server *server, guint status, const char *body);
/* 204 with an Upload-Offset. */
void server_offset(Server *server, const char *offset);

/* Ends when `count` requests have come; the test fails if they do not within ten seconds. */
void server_await(Server *server, guint count);
guint server_count(Server *server);
/* Request `n` from 0: its line and headers, its body. They live as long as the server. */
const char *server_head(Server *server, guint n);
const GString *server_body(Server *server, guint n);
/* How many connections it took. */
guint server_connections(Server *server);

/* A client of this server, with limits that a test can wait for. */
Client *server_client(Server *server);
/* The same with its `answer` and `stall` in milliseconds. */
Client *server_client_with(Server *server, guint answer, guint stall);

/* A file without a name that holds these bytes; the caller closes it. */
int server_file(const char *bytes, gsize size);

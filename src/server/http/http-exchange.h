/* One request and its one answer, as an endpoint sees them.
 *
 * An exchange lives from the request's headers to the answer's last byte. Its handler runs in one
 * thread and must answer exactly once. Strings it gives out are borrowed. */
#pragma once

#include "api-problem.h"
#include "http-stream.h"

#include <gio/gio.h>
#include <jansson.h>

G_BEGIN_DECLS

typedef struct HttpExchange HttpExchange;

/* Parameter number i of the route's template, from 0. */
const char *http_exchange_param(HttpExchange *exchange, guint i);
/* NULL if there is none. A query parameter is percent-decoded and valid UTF-8. */
const char *http_exchange_query(HttpExchange *exchange, const char *name);
const char *http_exchange_header(HttpExchange *exchange, const char *name);
/* The whole body, unless the route takes it in chunks. */
GBytes *http_exchange_body(HttpExchange *exchange);
/* The announced length of the body; 0 if there is none. */
guint64 http_exchange_body_size(HttpExchange *exchange);
/* The body as strict JSON: TRUE with a new reference, or FALSE and the problem is answered. */
gboolean http_exchange_json(HttpExchange *exchange, json_t **ret_json);
const char *http_exchange_peer(HttpExchange *exchange);
const char *http_exchange_id(HttpExchange *exchange); /* the correlation id */

/* What `authorize` found out about who asks; freed with the exchange. */
void http_exchange_set_principal(HttpExchange *exchange, gpointer principal, GDestroyNotify free);
gpointer http_exchange_principal(HttpExchange *exchange);
/* What an endpoint keeps between `begin`, `chunk` and `handle`; freed with the exchange. */
void http_exchange_set_state(HttpExchange *exchange, gpointer state, GDestroyNotify free);
gpointer http_exchange_state(HttpExchange *exchange);

/* Before the answer. Values must be without control characters. */
void http_exchange_add_header(HttpExchange *exchange, const char *name, const char *value);

gboolean http_exchange_is_answered(HttpExchange *exchange);
void http_exchange_answer(HttpExchange *exchange, guint status); /* no body */
/* Takes the reference. */
void http_exchange_answer_json(HttpExchange *exchange, guint status, json_t *json);
/* JSON that is there as text already. */
void http_exchange_answer_json_text(HttpExchange *exchange, guint status, const char *text);
void http_exchange_answer_text(HttpExchange *exchange, const char *type, const char *text);
/* `members` (may be NULL) is taken and its members are added to the problem. */
void http_exchange_answer_problem(HttpExchange *exchange, ApiProblem problem, const char *detail,
                                  json_t *members);
/* `length` bytes of `fd`, which is taken, from `offset` on. */
void http_exchange_answer_file(HttpExchange *exchange, guint status, const char *type, int fd,
                               guint64 offset, guint64 length);
/* text/event-stream; takes a reference of the stream. */
void http_exchange_answer_stream(HttpExchange *exchange, HttpStream *stream);

G_END_DECLS

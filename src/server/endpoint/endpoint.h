/* The endpoints of the HTTP API, version 1: one a file, and the table that leads to them. */
#pragma once

#include "http-route.h"
#include "http-server.h"
#include "store.h"
#include "vault.h"

G_BEGIN_DECLS

/* What all endpoints work on. Made by the program, used from every thread. */
typedef struct Endpoint Endpoint;

Endpoint *endpoint_new(Store *store, Vault *vault);
void endpoint_free(Endpoint *endpoint);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Endpoint, endpoint_free)

const HttpRoute *endpoint_routes(gsize *ret_n);

/* HttpServerConfig.authorize and .ended, with an Endpoint as their context. */
gboolean endpoint_authorize(HttpExchange *exchange, guint who, gpointer endpoint);
void endpoint_count(const HttpRecord *record, gpointer endpoint);

/* A sign of life on every event stream, and the end of those whose session is over. */
#define ENDPOINT_BEAT_SECONDS 15
void endpoint_beat(Endpoint *endpoint);
/* Removes uploads that nobody finished in time. */
#define ENDPOINT_SWEEP_SECONDS 600
void endpoint_sweep(Endpoint *endpoint);
/* Ends every event stream: the server is going down. */
void endpoint_end_streams(Endpoint *endpoint);

G_END_DECLS

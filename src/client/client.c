#include "client-private.h"

#include <string.h>

const ClientLimits client_limits_default = {
    .connect = 5000,
    .answer = 30000,
    .stall = 20000,
    .chunk_size = 4 << 20,
};

static gboolean
is_loopback(const char *host)
{
    g_autoptr(GInetAddress) address = NULL;

    if (g_ascii_strcasecmp(host, "localhost") == 0)
        return TRUE;
    address = g_inet_address_new_from_string(host);
    return address != NULL && g_inet_address_get_is_loopback(address);
}

/* GUri lets blanks pass that no address has; they come with one that was copied from a page. */
static gboolean
has_blank(const char *url)
{
    while (*url != '\0' && !g_ascii_isspace(*url) && !g_ascii_iscntrl(*url))
        url++;
    return *url != '\0';
}

/* The URL without what an API's base cannot have; its scheme says whether TLS is spoken. */
static char *
check_url(const char *url, gboolean *ret_plain, GError **error)
{
    g_autoptr(GError) fault = NULL;
    g_autoptr(GUri) uri = g_uri_parse(url, G_URI_FLAGS_HAS_PASSWORD, &fault);
    const char *scheme = uri != NULL ? g_uri_get_scheme(uri) : "";
    const char *host = uri != NULL ? g_uri_get_host(uri) : NULL;
    char *base;
    gsize length;

    if (host == NULL || *host == '\0' || has_blank(url) || g_uri_get_userinfo(uri) != NULL ||
        g_uri_get_query(uri) != NULL || g_uri_get_fragment(uri) != NULL ||
        (strcmp(scheme, "https") != 0 && strcmp(scheme, "http") != 0)) {
        g_set_error(error, CLIENT_ERROR, CLIENT_ERROR_URL,
                    "“%s” is not the address of a server, such as https://cca.example.edu.tw", url);
        return NULL;
    }
    *ret_plain = strcmp(scheme, "http") == 0;
    if (*ret_plain && !is_loopback(host)) {
        g_set_error(error, CLIENT_ERROR, CLIENT_ERROR_URL,
                    "“%s” is not encrypted: http:// is taken for this machine alone", url);
        return NULL;
    }
    base = g_strdup(url);
    for (length = strlen(base); length > 0 && base[length - 1] == '/'; length--)
        base[length - 1] = '\0';
    return base;
}

Client *
client_new(const char *base_url, const char *ca_file, const ClientLimits *limits, GError **error)
{
    g_autofree char *base = NULL;
    gboolean plain = FALSE;
    Client *client;

    base = check_url(base_url, &plain, error);
    if (base == NULL)
        return NULL;
    client = g_new0(Client, 1);
    client->base_url = g_steal_pointer(&base);
    client->plain = plain;
    client->ca_file = g_strdup(ca_file);
    client->limits = limits != NULL ? *limits : client_limits_default;
    client->tus_options = -1;
    g_mutex_init(&client->mutex);
    g_queue_init(&client->idle);
    return client;
}

void
client_free(Client *client)
{
    if (client == NULL)
        return;
    g_queue_clear_full(&client->idle, (GDestroyNotify)client_transfer_free);
    g_mutex_clear(&client->mutex);
    g_free(client->token);
    g_free(client->base_url);
    g_free(client->ca_file);
    g_free(client);
}

const char *
client_base_url(Client *client)
{
    return client->base_url;
}

void
client_set_token(Client *client, const char *token)
{
    g_mutex_lock(&client->mutex);
    g_free(client->token);
    client->token = g_strdup(token);
    g_mutex_unlock(&client->mutex);
}

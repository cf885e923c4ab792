#include "http-guard.h"

#include <string.h>

/* tchar of RFC 9110, section 5.6.2. */
static gboolean
is_token(const char *text, gsize size)
{
    for (gsize i = 0; i < size; i++) {
        if (!g_ascii_isalnum(text[i]) &&
            (text[i] == '\0' || strchr("!#$%&'*+-.^_`|~", text[i]) == NULL))
            return FALSE;
    }
    return size > 0;
}

/* A field value has no control character but a tab inside (RFC 9110, section 5.5). */
static gboolean
is_value(const char *text, gsize size)
{
    for (gsize i = 0; i < size; i++) {
        if (g_ascii_iscntrl(text[i]) && text[i] != '\t')
            return FALSE;
    }
    return TRUE;
}

/* The target is an absolute path of visible ASCII (origin-form), with every "%" complete and none
 * that hides a control character or a slash. */
static const char *
fault_of_target(const char *target)
{
    if (*target != '/')
        return "the target is not an absolute path";
    for (const char *at = target; *at != '\0'; at++) {
        if (*at <= ' ' || *at == 0x7f || strchr("\\\"<>^`{|}#", *at) != NULL)
            return "the target has a character that a URL cannot have";
        if (*at == '%') {
            int high = g_ascii_xdigit_value(at[1]);
            int low = high < 0 ? -1 : g_ascii_xdigit_value(at[2]);

            if (low < 0)
                return "the target has an incomplete escape";
            if (high < 2 || (high == 7 && low == 15) || (high == 2 && low == 15))
                return "the target hides a control character or a slash";
        }
    }
    return strstr(target, "/../") != NULL || g_str_has_suffix(target, "/..")
               ? "the target climbs out of its folder"
               : NULL;
}

static gboolean
is_named(const HttpHeader *header, const char *name)
{
    return header->name_size == strlen(name) &&
           g_ascii_strncasecmp(header->name, name, header->name_size) == 0;
}

static gboolean
is_number(const char *text, gsize size)
{
    for (gsize i = 0; i < size; i++) {
        if (!g_ascii_isdigit(text[i]))
            return FALSE;
    }
    return size > 0 && size <= 18;
}

static gboolean
is_host(const char *text, gsize size)
{
    for (gsize i = 0; i < size; i++) {
        if (!g_ascii_isalnum(text[i]) && (text[i] == '\0' || strchr("-._:[]", text[i]) == NULL))
            return FALSE;
    }
    return size > 0;
}

static const char *
fault_of_headers(const HttpHeader *headers, gsize n_headers)
{
    guint hosts = 0, lengths = 0;

    for (gsize i = 0; i < n_headers; i++) {
        if (!is_token(headers[i].name, headers[i].name_size))
            return "a header's name is not a token";
        if (!is_value(headers[i].value, headers[i].value_size))
            return "a header's value has a control character";
        if (is_named(&headers[i], "Transfer-Encoding"))
            return "no route here takes a Transfer-Encoding";
        if (is_named(&headers[i], "Host")) {
            hosts++;
            if (!is_host(headers[i].value, headers[i].value_size))
                return "Host is not a name and a port";
        }
        if (is_named(&headers[i], "Content-Length")) {
            lengths++;
            if (!is_number(headers[i].value, headers[i].value_size))
                return "Content-Length is not a number";
        }
    }
    if (hosts != 1)
        return "there must be exactly one Host";
    return lengths > 1 ? "there is more than one Content-Length" : NULL;
}

HttpGuard
http_guard_check(const char *version, const char *method, const char *target,
                 const HttpHeader *headers, gsize n_headers, const char **ret_fault)
{
    const char *fault = NULL;

    if (strlen(target) > HTTP_GUARD_MAX_URL) {
        *ret_fault = "the URL is too long";
        return HTTP_GUARD_URL_TOO_LONG;
    }
    if (n_headers > HTTP_GUARD_MAX_HEADERS) {
        *ret_fault = "there are too many headers";
        return HTTP_GUARD_TOO_MANY;
    }
    if (strcmp(version, "HTTP/1.1") != 0)
        fault = "only HTTP/1.1 is spoken here";
    else if (!is_token(method, strlen(method)))
        fault = "the method is not a token";
    if (fault == NULL)
        fault = fault_of_target(target);
    if (fault == NULL)
        fault = fault_of_headers(headers, n_headers);
    if (fault == NULL)
        return HTTP_GUARD_PASS;
    *ret_fault = fault;
    return HTTP_GUARD_BAD;
}

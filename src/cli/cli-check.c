#include "cli-check.h"

#include "station-language.h"

json_t *
cli_check_to_json(GPtrArray *checks)
{
    json_t *array = json_array();
    for (guint i = 0; i < checks->len; i++) {
        const StationCheck *check = g_ptr_array_index(checks, i);
        json_t *value = check->measured ? json_real(check->value) : json_null();
        json_array_append_new(array, json_pack("{s:s, s:b, s:o, s:f, s:s}", "check", check->code,
                                               "passed", check->passed, "value", value, "threshold",
                                               check->threshold, "text", check->text));
    }
    return array;
}

void
cli_check_warn(GPtrArray *checks)
{
    for (guint i = 0; i < checks->len; i++) {
        const StationCheck *check = g_ptr_array_index(checks, i);
        if (!check->passed) {
            g_autofree char *line = g_strdup_printf(_("Warning: %s. %s"), check->title,
                                                    check->text);
            fprintf(stderr, "%s\n", line);
        }
    }
}

#include "station-config.h"

#include "base-error.h"
#include "base-file.h"
#include "station-error.h"

#include <string.h>

#define SYSTEM_CONF     "/etc/scan-station/station.conf"
#define SYSTEM_CONF_ENV "SCAN_STATION_SYSTEM_CONF"
#define OPTION_PREFIX   "option."
#define MAX_OPTIONS     64

#define MAX_NAME   64
#define MAX_URL    2048
#define MAX_PATH   4096
#define MAX_DEVICE 256
#define MAX_VALUE  1024

/* What a value must be; `fault` is the end of the sentence "… is not FAULT". */
typedef gboolean (*ValueCheck)(const char *value, const char **ret_fault);

static gboolean
check_length(const char *value, gsize max, const char *fault, const char **ret_fault)
{
    gsize length = strlen(value);
    if (length >= 1 && length <= max)
        return TRUE;
    *ret_fault = fault;
    return FALSE;
}

static gboolean
check_name(const char *value, const char **ret_fault)
{
    return check_length(value, MAX_NAME, "a name of 1 to 64 bytes", ret_fault);
}

static gboolean
check_device(const char *value, const char **ret_fault)
{
    return check_length(value, MAX_DEVICE, "a device's name of 1 to 256 bytes", ret_fault);
}

static gboolean
check_part(const char *value, const char **ret_fault)
{
    *ret_fault = "a name of 1 to 64 bytes without |";
    return strchr(value, '|') == NULL && check_name(value, ret_fault);
}

static gboolean
check_server(const char *value, const char **ret_fault)
{
    *ret_fault = "an address that begins with https:// (or http:// for this machine alone)";
    return strlen(value) <= MAX_URL &&
           (g_str_has_prefix(value, "https://") || g_str_has_prefix(value, "http://"));
}

static gboolean
check_absolute(const char *value, const char **ret_fault)
{
    *ret_fault = "an absolute path";
    return strlen(value) <= MAX_PATH && g_path_is_absolute(value);
}

static gboolean
check_resolution(const char *value, const char **ret_fault)
{
    guint64 number = 0;
    *ret_fault = "a whole number from 1 to " G_STRINGIFY(SCAN_MAX_RESOLUTION);
    return g_ascii_string_to_unsigned(value, 10, 1, SCAN_MAX_RESOLUTION, &number, NULL);
}

static gboolean
check_mode(const char *value, const char **ret_fault)
{
    ScanMode mode = SCAN_MODE_COLOR;
    *ret_fault = "one of color, gray, lineart";
    return scan_mode_from_code(value, &mode);
}

static gboolean
check_format(const char *value, const char **ret_fault)
{
    ScanFormat format = SCAN_FORMAT_TIFF;
    *ret_fault = "one of tiff, pdf";
    return scan_format_from_code(value, &format);
}

static gboolean
check_option(const char *value, const char **ret_fault)
{
    *ret_fault = "a value of at most 1024 bytes";
    return strlen(value) <= MAX_VALUE;
}

static const struct {
    const char *group;
    const char *key;
    ValueCheck check;
} known_keys[] = {
    {"station", "name", check_name},
    {"station", "server", check_server},
    {"station", "ca-file", check_absolute},
    {"scanner", "device", check_device},
    {"scanner", "vendor", check_part},
    {"scanner", "model", check_part},
    {"scanner", "serial", check_part},
    {"scanner", "resolution", check_resolution},
    {"scanner", "mode", check_mode},
    {"scanner", "format", check_format},
    {"student-display", "monitor", check_name},
};

static gboolean
fail(GError **error, const char *path, const char *group, const char *key, const char *fault)
{
    if (key == NULL)
        g_set_error(error, STATION_ERROR, STATION_ERROR_CONFIG, "%s: [%s]: %s", path, group, fault);
    else
        g_set_error(error, STATION_ERROR, STATION_ERROR_CONFIG, "%s: [%s] %s: %s", path, group, key,
                    fault);
    return FALSE;
}

static gboolean
is_option_key(const char *group, const char *key)
{
    if (strcmp(group, "scanner") != 0 || !g_str_has_prefix(key, OPTION_PREFIX))
        return FALSE;
    const char *name = key + strlen(OPTION_PREFIX);
    gsize length = strlen(name);
    return length >= 1 && length <= MAX_NAME &&
           strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == length;
}

static ValueCheck
check_of(const char *group, const char *key)
{
    for (gsize i = 0; i < G_N_ELEMENTS(known_keys); i++) {
        if (strcmp(group, known_keys[i].group) == 0 && strcmp(key, known_keys[i].key) == 0)
            return known_keys[i].check;
    }
    return is_option_key(group, key) ? check_option : NULL;
}

static gboolean
group_is_known(const char *group)
{
    for (gsize i = 0; i < G_N_ELEMENTS(known_keys); i++) {
        if (strcmp(group, known_keys[i].group) == 0)
            return TRUE;
    }
    return FALSE;
}

/* A # behind white space begins a comment, as in the documented example. */
static char *
value_without_comment(const char *raw)
{
    const char *end = raw;
    while (*end != '\0' && !(*end == '#' && end > raw && g_ascii_isspace(end[-1])))
        end++;
    return g_strchomp(g_strndup(raw, (gsize)(end - raw)));
}

static gboolean
check_value(const char *path, const char *group, const char *key, const char *value, GError **error)
{
    ValueCheck check = check_of(group, key);
    const char *fault = "";
    if (check == NULL)
        return fail(error, path, group, key, "there is no such key");
    if (check(value, &fault))
        return TRUE;
    g_autofree char *text = g_strdup_printf("“%s” is not %s", value, fault);
    return fail(error, path, group, key, text);
}

/* GKeyFile keeps the last of two equal keys in silence. */
static gboolean
check_no_key_twice(const char *path, const char *text, GError **error)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autofree char *group = g_strdup("");
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line != NULL; line++) {
        g_strstrip(*line);
        char *end = strchr(*line, (*line)[0] == '[' ? ']' : '=');
        if ((*line)[0] == '#' || end == NULL)
            continue;
        *end = '\0';
        if ((*line)[0] == '[') {
            g_free(group);
            group = g_strdup(*line + 1);
            continue;
        }
        g_strchomp(*line);
        if (!g_hash_table_add(seen, g_strdup_printf("%s.%s", group, *line)))
            return fail(error, path, group, *line, "the key stands twice");
    }
    return TRUE;
}

static gboolean
check_key_file(const char *path, GKeyFile *file, GError **error)
{
    g_auto(GStrv) groups = g_key_file_get_groups(file, NULL);
    for (char **group = groups; *group != NULL; group++) {
        if (!group_is_known(*group))
            return fail(error, path, *group, NULL, "there is no such group");
        g_auto(GStrv) keys = g_key_file_get_keys(file, *group, NULL, NULL);
        for (char **key = keys; keys != NULL && *key != NULL; key++) {
            g_autofree char *raw = g_key_file_get_value(file, *group, *key, NULL);
            g_autofree char *value = value_without_comment(raw);
            if (!check_value(path, *group, *key, value, error))
                return FALSE;
        }
    }
    return TRUE;
}

/* An absent file gives an empty key file. */
static GKeyFile *
read_key_file(const char *path, GError **error)
{
    g_autoptr(GKeyFile) file = g_key_file_new();
    g_autoptr(GError) failed = NULL;
    g_autofree char *text = NULL;
    gsize size = 0;
    if (!base_file_read(path, STATION_CONFIG_MAX_FILE, &text, &size, &failed)) {
        if (g_error_matches(failed, BASE_ERROR, BASE_ERROR_NOT_FOUND))
            return g_steal_pointer(&file);
        g_set_error(error, STATION_ERROR, STATION_ERROR_CONFIG, "%s: %s", path, failed->message);
        return NULL;
    }
    if (!g_utf8_validate_len(text, size, NULL)) {
        g_set_error(error, STATION_ERROR, STATION_ERROR_CONFIG, "%s: is not UTF-8 text", path);
        return NULL;
    }
    if (size > 0 &&
        !g_key_file_load_from_data(
            file, text, size, G_KEY_FILE_KEEP_COMMENTS | G_KEY_FILE_KEEP_TRANSLATIONS, &failed)) {
        g_set_error(error, STATION_ERROR, STATION_ERROR_CONFIG, "%s: %s", path, failed->message);
        return NULL;
    }
    if (!check_no_key_twice(path, text, error) || !check_key_file(path, file, error))
        return NULL;
    return g_steal_pointer(&file);
}

static gboolean
names_scanner(const char *group, const char *key)
{
    static const char *const keys[] = {"device", "vendor", "model", "serial", NULL};
    return strcmp(group, "scanner") == 0 && g_strv_contains(keys, key);
}

/* Lays the system's keys over the profile's and notes them as locked. */
static GHashTable *
overlay(GKeyFile *profile, GKeyFile *fixed)
{
    GHashTable *locked = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_auto(GStrv) groups = g_key_file_get_groups(fixed, NULL);
    gboolean scanner_fixed = FALSE;
    for (char **group = groups; *group != NULL; group++) {
        g_auto(GStrv) keys = g_key_file_get_keys(fixed, *group, NULL, NULL);
        for (char **key = keys; keys != NULL && *key != NULL; key++)
            scanner_fixed = scanner_fixed || names_scanner(*group, *key);
    }
    if (scanner_fixed) {
        for (gsize i = 0; i < G_N_ELEMENTS(known_keys); i++) {
            if (names_scanner(known_keys[i].group, known_keys[i].key)) {
                g_key_file_remove_key(profile, "scanner", known_keys[i].key, NULL);
                g_hash_table_add(locked, g_strdup_printf("scanner.%s", known_keys[i].key));
            }
        }
    }
    for (char **group = groups; *group != NULL; group++) {
        g_auto(GStrv) keys = g_key_file_get_keys(fixed, *group, NULL, NULL);
        for (char **key = keys; keys != NULL && *key != NULL; key++) {
            g_autofree char *raw = g_key_file_get_value(fixed, *group, *key, NULL);
            g_key_file_set_value(profile, *group, *key, raw);
            g_hash_table_add(locked, g_strdup_printf("%s.%s", *group, *key));
        }
    }
    return locked;
}

static char *
take(GKeyFile *file, const char *group, const char *key, const char *otherwise)
{
    g_autofree char *raw = g_key_file_get_value(file, group, key, NULL);
    return raw == NULL ? g_strdup(otherwise) : value_without_comment(raw);
}

static gboolean
take_scanner(const char *path, GKeyFile *file, StationConfig *config, GError **error)
{
    g_autofree char *device = take(file, "scanner", "device", NULL);
    g_autofree char *vendor = take(file, "scanner", "vendor", NULL);
    g_autofree char *model = take(file, "scanner", "model", NULL);
    g_autofree char *serial = take(file, "scanner", "serial", NULL);
    gboolean any = vendor != NULL || model != NULL || serial != NULL;
    gboolean all = vendor != NULL && model != NULL && serial != NULL;
    if (device != NULL && any)
        return fail(error, path, "scanner", "device",
                    "give either the device, or vendor, model and serial");
    if (any && !all)
        return fail(error, path, "scanner",
                    vendor == NULL  ? "vendor"
                    : model == NULL ? "model"
                                    : "serial",
                    "vendor, model and serial are needed together");
    if (all)
        config->scanner = g_strdup_printf("%s|%s|%s", vendor, model, serial);
    else
        config->scanner = g_strdup(device != NULL ? device : "");
    return TRUE;
}

static gboolean
take_options(const char *path, GKeyFile *file, ScanSettings *settings, GError **error)
{
    g_auto(GStrv) keys = g_key_file_get_keys(file, "scanner", NULL, NULL);
    for (char **key = keys; keys != NULL && *key != NULL; key++) {
        if (!is_option_key("scanner", *key))
            continue;
        if (settings->options->len >= MAX_OPTIONS)
            return fail(error, path, "scanner", *key, "more than 64 options");
        g_autofree char *value = take(file, "scanner", *key, "");
        g_ptr_array_add(settings->options,
                        g_strdup_printf("%s=%s", *key + strlen(OPTION_PREFIX), value));
    }
    return TRUE;
}

static gboolean
take_settings(const char *path, GKeyFile *file, ScanSettings *settings, GError **error)
{
    g_autofree char *resolution = take(file, "scanner", "resolution", NULL);
    g_autofree char *mode = take(file, "scanner", "mode", NULL);
    g_autofree char *format = take(file, "scanner", "format", NULL);
    if (resolution != NULL)
        settings->resolution = (guint)g_ascii_strtoull(resolution, NULL, 10);
    if (mode != NULL)
        scan_mode_from_code(mode, &settings->mode);
    if (format != NULL)
        scan_format_from_code(format, &settings->format);
    return take_options(path, file, settings, error);
}

const char *
station_config_system_path(void)
{
    const char *path = g_getenv(SYSTEM_CONF_ENV);
    return path != NULL && *path != '\0' ? path : SYSTEM_CONF;
}

StationConfig *
station_config_load(const char *profile, GError **error)
{
    g_autofree char *path = g_build_filename(profile, "station.conf", NULL);
    g_autoptr(GKeyFile) file = read_key_file(path, error);
    if (file == NULL)
        return NULL;
    g_autoptr(GKeyFile) fixed = read_key_file(station_config_system_path(), error);
    if (fixed == NULL)
        return NULL;
    g_autoptr(StationConfig) config = g_new0(StationConfig, 1);
    config->locked = overlay(file, fixed);
    config->settings = scan_settings_new();
    const char *where = g_hash_table_contains(config->locked, "scanner.device")
                            ? station_config_system_path()
                            : path;
    if (!take_scanner(where, file, config, error) ||
        !take_settings(path, file, config->settings, error))
        return NULL;
    config->name = take(file, "station", "name", g_get_host_name());
    config->server = take(file, "station", "server", "");
    config->ca_file = take(file, "station", "ca-file", "");
    config->monitor = take(file, "student-display", "monitor", "");
    return g_steal_pointer(&config);
}

gboolean
station_config_exists(const char *profile)
{
    g_autofree char *path = g_build_filename(profile, "station.conf", NULL);
    return g_file_test(path, G_FILE_TEST_EXISTS);
}

void
station_config_free(StationConfig *config)
{
    if (config == NULL)
        return;
    g_free(config->name);
    g_free(config->server);
    g_free(config->ca_file);
    g_free(config->scanner);
    g_free(config->monitor);
    g_clear_pointer(&config->settings, scan_settings_free);
    g_clear_pointer(&config->locked, g_hash_table_unref);
    g_free(config);
}

gboolean
station_config_is_locked(const StationConfig *config, const char *group, const char *key)
{
    g_autofree char *name = g_strdup_printf("%s.%s", group, key);
    return g_hash_table_contains(config->locked, name);
}

static gboolean
check_may_store(const char *path, const char *group, const char *key, const char *value,
                GError **error)
{
    g_autoptr(GKeyFile) fixed = read_key_file(station_config_system_path(), error);
    if (fixed == NULL)
        return FALSE;
    g_autoptr(GKeyFile) empty = g_key_file_new();
    g_autoptr(GHashTable) locked = overlay(empty, fixed);
    g_autofree char *name = g_strdup_printf("%s.%s", group, key);
    if (g_hash_table_contains(locked, name))
        return fail(error, station_config_system_path(), group, key, "is set by the administrator");
    if (value == NULL)
        return TRUE;
    g_autofree char *kept = value_without_comment(value);
    if (strcmp(kept, value) != 0 || strpbrk(value, "\r\n") != NULL || g_ascii_isspace(value[0]))
        return fail(error, path, group, key, "this text cannot stand in the file");
    return check_value(path, group, key, value, error);
}

gboolean
station_config_accepts(const char *group, const char *key, const char *value,
                       const char **ret_fault)
{
    ValueCheck check = check_of(group, key);
    const char *fault = "a value that can stand in the file";
    if (check == NULL)
        return FALSE;
    g_autofree char *kept = value_without_comment(value);
    if (strcmp(kept, value) == 0 && strpbrk(value, "\r\n") == NULL && !g_ascii_isspace(value[0]) &&
        check(value, &fault))
        return TRUE;
    if (ret_fault != NULL)
        *ret_fault = fault;
    return FALSE;
}

gboolean
station_config_store_all(const char *profile, const StationConfigChange *changes, guint n,
                         GError **error)
{
    g_autofree char *path = g_build_filename(profile, "station.conf", NULL);
    for (guint i = 0; i < n; i++) {
        if (!check_may_store(path, changes[i].group, changes[i].key, changes[i].value, error))
            return FALSE;
    }
    g_autoptr(GKeyFile) file = read_key_file(path, error);
    if (file == NULL)
        return FALSE;
    for (guint i = 0; i < n; i++) {
        if (changes[i].value != NULL)
            g_key_file_set_value(file, changes[i].group, changes[i].key, changes[i].value);
        else
            g_key_file_remove_key(file, changes[i].group, changes[i].key, NULL);
    }
    gsize size = 0;
    g_autofree char *text = g_key_file_to_data(file, &size, NULL);
    return base_file_write(path, text, size, 0600, error);
}

gboolean
station_config_store(const char *profile, const char *group, const char *key, const char *value,
                     GError **error)
{
    StationConfigChange change = {group, key, value};
    return station_config_store_all(profile, &change, 1, error);
}

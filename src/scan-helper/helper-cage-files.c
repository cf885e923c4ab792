/* Landlock: which files and folders may be opened, from now on. Descriptors that are open stay as
 * they are. glibc has no functions for it, and Debian 12's headers do not know all of it. */
#include "helper-cage.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <linux/landlock.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Rights by the version of the kernel's interface that knows them. */
#define RIGHTS_1    ((G_GUINT64_CONSTANT(1) << 13) - 1)
#define REFER_2     (G_GUINT64_CONSTANT(1) << 13)
#define TRUNCATE_3  (G_GUINT64_CONSTANT(1) << 14)
#define IOCTL_DEV_5 (G_GUINT64_CONSTANT(1) << 15)
#define SCOPES_6    ((G_GUINT64_CONSTANT(1) << 0) | (G_GUINT64_CONSTANT(1) << 1))

#define READ   (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define DEVICE (READ | LANDLOCK_ACCESS_FS_WRITE_FILE | IOCTL_DEV_5)
#define OF_FILE                                                                                    \
    (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | TRUNCATE_3 | IOCTL_DEV_5)
#define KEEP                                                                                       \
    (READ | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG |                          \
     LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE | TRUNCATE_3)

/* What the kernel takes; it ignores zeros behind what it knows. */
typedef struct {
    guint64 files;
    guint64 network;
    guint64 scopes;
} Attributes;

typedef struct {
    int fd;
    guint64 handled;
} Ruleset;

static const char *const readable[] = {
    "/usr",
    "/lib",
    "/lib64",
    "/lib32",
    "/bin",
    "/etc",
    "/opt",
    "/sys",
    "/proc",
    "/run/udev",
    "/var/lib/hp",
    "/var/lib/dbus/machine-id",
    "/run/systemd/resolve",
    "/run/resolvconf",
};

static const char *const ordinary_devices[] = {
    "/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom",
};

static const char *const scanners[] = {
    "/dev/bus/usb", "/dev/usb",      "/dev/scanner*", "/dev/sg[0-9]*",
    "/dev/usblp*",  "/dev/parport*", "/dev/lp[0-9]*", "/dev/video*",
};

/* What is not there, or not for this person either, needs no rule. */
static void
allow(const Ruleset *rules, const char *path, guint64 rights)
{
    struct landlock_path_beneath_attr attr = {.parent_fd = open(path, O_PATH | O_CLOEXEC)};
    struct stat status;
    if (attr.parent_fd < 0)
        return;
    if (fstat(attr.parent_fd, &status) == 0 && !S_ISDIR(status.st_mode))
        rights &= OF_FILE;
    attr.allowed_access = rights & rules->handled;
    if (syscall(SYS_landlock_add_rule, rules->fd, LANDLOCK_RULE_PATH_BENEATH, &attr, 0) != 0)
        g_printerr("scan-helper: %s stays closed: %s\n", path, g_strerror(errno));
    close(attr.parent_fd);
}

static void
allow_all(const Ruleset *rules, const char *const *paths, gsize n, guint64 rights)
{
    for (gsize i = 0; i < n; i++)
        allow(rules, paths[i], rights);
}

/* The folders of a list as in PATH. */
static void
allow_list(const Ruleset *rules, const char *variable)
{
    const char *list = g_getenv(variable);
    g_auto(GStrv) folders = g_strsplit(list ? list : "", ":", -1);
    for (guint i = 0; folders[i]; i++)
        if (*folders[i])
            allow(rules, folders[i], READ);
}

/* The page of a virtual device, a profile, a lamp's table: whoever names a file means it to be
 * read. */
static void
allow_named(const Ruleset *rules, const ScanSettings *settings)
{
    for (guint i = 0; settings && i < settings->options->len; i++) {
        const char *value = strchr(settings->options->pdata[i], '=');
        if (value && g_file_test(value + 1, G_FILE_TEST_IS_REGULAR))
            allow(rules, value + 1, LANDLOCK_ACCESS_FS_READ_FILE);
    }
}

/* What a build of the tests needs besides: the list of known leaks, which is read in the end, and
 * the folder in which a coverage build counts the lines that ran. */
static void
allow_tests(const Ruleset *rules)
{
#ifdef HELPER_SANITIZED
    const char *list = g_getenv("LSAN_OPTIONS");
    const char *named = list ? strstr(list, "suppressions=") : NULL;
    if (named) {
        named += strlen("suppressions=");
        g_autofree char *path = g_strndup(named, strcspn(named, ":"));
        allow(rules, path, LANDLOCK_ACCESS_FS_READ_FILE);
    }
#endif
#ifdef HELPER_COVERAGE
    allow(rules, HELPER_COVERAGE, KEEP);
#endif
    (void)rules;
}

static void
allow_scanners(const Ruleset *rules)
{
    for (gsize i = 0; i < G_N_ELEMENTS(scanners); i++) {
        glob_t found;
        if (glob(scanners[i], 0, NULL, &found) != 0)
            continue;
        allow_all(rules, (const char *const *)found.gl_pathv, found.gl_pathc, DEVICE);
        globfree(&found);
    }
}

/* Some drivers keep what they have measured of their device, and lock it. */
static void
allow_keeping(const Ruleset *rules)
{
    const char *home = g_getenv("HOME");
    allow(rules, "/run/lock/sane", KEEP);
    if (!home || *home != '/')
        return;
    g_autofree char *folder = g_build_filename(home, ".sane", NULL);
    mkdir(folder, 0700);
    allow(rules, folder, KEEP);
}

static void
allow_work(const Ruleset *rules, const ScanWireRequest *request, HelperCageKind kind)
{
    allow_all(rules, readable, G_N_ELEMENTS(readable), READ);
    allow_all(rules, ordinary_devices, G_N_ELEMENTS(ordinary_devices), DEVICE);
    allow_list(rules, "SANE_CONFIG_DIR");
    allow_list(rules, "LD_LIBRARY_PATH");
    allow_list(rules, "SCAN_STATION_SYSFS");
    allow_named(rules, request->settings);
    allow_tests(rules);
    if (kind == HELPER_CAGE_VIRTUAL)
        return;
    allow_scanners(rules);
    allow_keeping(rules);
}

static guint64
known_rights(long version)
{
    guint64 rights = RIGHTS_1;
    if (version >= 2)
        rights |= REFER_2;
    if (version >= 3)
        rights |= TRUNCATE_3;
    if (version >= 5)
        rights |= IOCTL_DEV_5;
    return rights;
}

void
helper_cage_close_files(const ScanWireRequest *request, HelperCageKind kind)
{
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (version < 1) {
        g_printerr("scan-helper: this kernel has no Landlock, drivers may open any file: %s\n",
                   g_strerror(errno));
        return;
    }
    Attributes attributes = {.files = known_rights(version), .scopes = version >= 6 ? SCOPES_6 : 0};
    Ruleset rules = {
        .fd = (int)syscall(SYS_landlock_create_ruleset, &attributes, sizeof(attributes), 0),
        .handled = attributes.files,
    };
    if (rules.fd >= 0)
        allow_work(&rules, request, kind);
    if (rules.fd < 0 || syscall(SYS_landlock_restrict_self, rules.fd, 0) != 0)
        g_printerr("scan-helper: Landlock does not hold, drivers may open any file: %s\n",
                   g_strerror(errno));
    if (rules.fd >= 0)
        close(rules.fd);
}

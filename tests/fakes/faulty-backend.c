/* A SANE driver with faults on demand: libsane-faulty.so.1, found by SANE through LD_LIBRARY_PATH
 * when dll.conf names "faulty".
 *
 * The environment variable SANE_FAULTY is a list of words:
 *
 *   CALL=FAULT[@N]   the Nth call (from 1, which is the default) and every later one fails so
 *       CALL    init list open describe option start parameters read cancel close exit
 *       FAULT   crash, hang, quit (calls exit), print (writes to descriptors 1 and 2), try (what
 *               "try=" says), or a number: that SANE status is returned
 *   try=W,W,W        what a driver tries that has been taken over; see faulty-try.h
 *   frames=F,F,F     the frames of a page: gray rgb red green blue; the last is marked so unless
 *                    "-" follows, e.g. frames=red,green or frames=gray-
 *   announce=N       lines that the parameters promise; -1 is unknown
 *   deliver=N        lines that are delivered; -1 for ever
 *   half             the last line breaks off in its middle
 *   width=N, line=N, depth=N   what the parameters say
 *   pages=N          a feeder with so many sheets
 *   name=NAME        the device's name behind "faulty:", "0" otherwise
 *   sheet=FILE       the page is what this binary PNM file of 8 bits has, gray or colour
 *   options=KIND     garbage in the place of options: many (2^31-1 of them), null (without names),
 *                    wild (types, sizes and ranges that make no sense)
 *   bite=N           at most N bytes a read
 *   pace=N           a lamp that gives N bytes a second
 *   tell             says "faulty: now" on standard error when a fault or a paced byte comes
 *   over=FILE        the instant (CLOCK_MONOTONIC, ns) at which the last line was given
 *
 * Without it: one gray page of 200 by 100 pixels, 8 bit, sample = (x + y) mod 256. */
#include "faulty-try.h"

#include <ctype.h>
#include <sane/sane.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define WIDTH  200
#define HEIGHT 100

/* SANE's front end finds a driver's functions by these names. */
#define FAULTY(NAME) sane_faulty_##NAME

SANE_Status FAULTY(init)(SANE_Int *version, SANE_Auth_Callback authorize);
void FAULTY(exit)(void);
SANE_Status FAULTY(get_devices)(const SANE_Device ***list, SANE_Bool local_only);
SANE_Status FAULTY(open)(SANE_String_Const name, SANE_Handle *handle);
void FAULTY(close)(SANE_Handle handle);
const SANE_Option_Descriptor *FAULTY(get_option_descriptor)(SANE_Handle handle, SANE_Int option);
SANE_Status FAULTY(control_option)(SANE_Handle handle, SANE_Int option, SANE_Action action,
                                   void *value, SANE_Int *info);
SANE_Status FAULTY(get_parameters)(SANE_Handle handle, SANE_Parameters *parameters);
SANE_Status FAULTY(start)(SANE_Handle handle);
SANE_Status FAULTY(read)(SANE_Handle handle, SANE_Byte *data, SANE_Int max_length,
                         SANE_Int *length);
void FAULTY(cancel)(SANE_Handle handle);
SANE_Status FAULTY(set_io_mode)(SANE_Handle handle, SANE_Bool non_blocking);
SANE_Status FAULTY(get_select_fd)(SANE_Handle handle, SANE_Int *fd);

static struct {
    int frame; /* of the page, from 0 */
    int page;  /* sheets taken so far */
    long sent; /* bytes of this frame */
    SANE_Word resolution;
    FILE *sheet; /* or NULL; stands at the next pixel */
    int sheet_kind, sheet_width, sheet_height;
    struct timespec began; /* the frame */
} scanner = {.frame = -1, .resolution = 300};

/* ---- the list of faults ---- */

/* The rest of the word of SANE_FAULTY that begins with `key`, in a static buffer; NULL if none. */
static const char *
word(const char *key)
{
    static char found[4096];
    const char *at = getenv("SANE_FAULTY");
    size_t length = strlen(key);
    while (at && *at) {
        size_t end = strcspn(at, " ");
        if (end >= length && strncmp(at, key, length) == 0 && end - length < sizeof(found)) {
            memcpy(found, at + length, end - length);
            found[end - length] = '\0';
            return found;
        }
        at += end;
        at += strspn(at, " ");
    }
    return NULL;
}

static long
number(const char *key, long otherwise)
{
    const char *text = word(key);
    return text ? strtol(text, NULL, 10) : otherwise;
}

/* Whoever waits for the fault knows that it has come. */
static void
tell(void)
{
    if (word("tell"))
        fprintf(stderr, "faulty: now\n");
}

static void
hang(void)
{
    for (;;)
        pause();
}

/* What a call does by the list: GOOD if nothing is the matter. */
static SANE_Status
misbehave(const char *key, int *calls)
{
    const char *fault = word(key);
    if (!fault)
        return SANE_STATUS_GOOD;
    const char *at = strchr(fault, '@');
    if (++*calls < (at ? atoi(at + 1) : 1))
        return SANE_STATUS_GOOD;
    char what[64];
    snprintf(what, sizeof(what), "%s", fault); /* word() has but one buffer */
    fault = what;
    tell();
    if (strncmp(fault, "crash", 5) == 0)
        raise(SIGSEGV);
    else if (strncmp(fault, "hang", 4) == 0)
        hang();
    else if (strncmp(fault, "quit", 4) == 0)
        exit(0);
    else if (strncmp(fault, "print", 5) == 0 && (printf("noise on 1\n"), fflush(stdout) == 0))
        fprintf(stderr, "noise on 2\n");
    else if (strncmp(fault, "try", 3) == 0 && word("try="))
        faulty_try(word("try="));
    else if (isdigit((unsigned char)*fault))
        return (SANE_Status)atoi(fault);
    return SANE_STATUS_GOOD;
}

#define MISBEHAVE(CALL)                                                                            \
    static int calls;                                                                              \
    SANE_Status fault = misbehave(CALL "=", &calls)

/* ---- devices ---- */

static const char *
device_name(void)
{
    const char *name = word("name=");
    return name ? name : "0";
}

SANE_Status
FAULTY(init)(SANE_Int *version, SANE_Auth_Callback authorize)
{
    (void)authorize;
    MISBEHAVE("init");
    if (version)
        *version = SANE_VERSION_CODE(SANE_CURRENT_MAJOR, 0, 1);
    return fault;
}

void
FAULTY(exit)(void)
{
    MISBEHAVE("exit");
    (void)fault;
}

SANE_Status
FAULTY(get_devices)(const SANE_Device ***list, SANE_Bool local_only)
{
    static char name[128];
    static const SANE_Device device = {name, "Faulty", "Driver \x01\xff", "virtual device"};
    static const SANE_Device *devices[] = {&device, NULL};
    (void)local_only;
    MISBEHAVE("list");
    snprintf(name, sizeof(name), "%s", device_name());
    *list = devices;
    return fault;
}

SANE_Status
FAULTY(open)(SANE_String_Const name, SANE_Handle *handle)
{
    MISBEHAVE("open");
    if (fault == SANE_STATUS_GOOD && *name && strcmp(name, device_name()) != 0)
        return SANE_STATUS_INVAL;
    *handle = &scanner;
    return fault;
}

void
FAULTY(close)(SANE_Handle handle)
{
    (void)handle;
    MISBEHAVE("close");
    (void)fault;
}

/* ---- options ---- */

/* What "options=" says. */
static const SANE_Option_Descriptor *
garbage(SANE_Int option)
{
    static const SANE_Range range = {1200, 75, -1};
    static const SANE_Option_Descriptor null = {
        .type = SANE_TYPE_INT, .size = sizeof(SANE_Word), .cap = SANE_CAP_SOFT_DETECT};
    static const SANE_Option_Descriptor wild[] = {
        {.name = "",
         .title = "\xff\x01",
         .type = SANE_TYPE_INT,
         .size = sizeof(SANE_Word),
         .cap = SANE_CAP_SOFT_DETECT},
        {.name = "resolution",
         .title = "",
         .type = (SANE_Value_Type)77,
         .unit = (SANE_Unit)-3,
         .size = -4,
         .cap = ~0,
         .constraint_type = SANE_CONSTRAINT_RANGE,
         .constraint = {.range = &range}},
    };
    tell();
    if (option < 0 || (option > 1 && strcmp(word("options="), "many") != 0))
        return NULL;
    return strcmp(word("options="), "null") == 0 ? &null : &wild[option == 0 ? 0 : 1];
}

const SANE_Option_Descriptor *
FAULTY(get_option_descriptor)(SANE_Handle handle, SANE_Int option)
{
    static const SANE_Range range = {75, 1200, 1};
    static const SANE_Option_Descriptor options[] = {
        {.name = "",
         .title = "Number of options",
         .type = SANE_TYPE_INT,
         .size = sizeof(SANE_Word),
         .cap = SANE_CAP_SOFT_DETECT},
        {.name = "resolution",
         .title = "Resolution",
         .type = SANE_TYPE_INT,
         .unit = SANE_UNIT_DPI,
         .size = sizeof(SANE_Word),
         .cap = SANE_CAP_SOFT_DETECT | SANE_CAP_SOFT_SELECT,
         .constraint_type = SANE_CONSTRAINT_RANGE,
         .constraint = {.range = &range}},
    };
    (void)handle;
    MISBEHAVE("describe");
    if (!fault && word("options="))
        return garbage(option);
    return fault || option < 0 || option > 1 ? NULL : &options[option];
}

SANE_Status
FAULTY(control_option)(SANE_Handle handle, SANE_Int option, SANE_Action action, void *value,
                       SANE_Int *info)
{
    (void)handle;
    MISBEHAVE("option");
    if (fault)
        return fault;
    if (info)
        *info = 0;
    if (option == 0)
        *(SANE_Word *)value = word("options=") ? 0x7fffffff : 2;
    else if (action == SANE_ACTION_GET_VALUE)
        *(SANE_Word *)value = scanner.resolution;
    else
        scanner.resolution = *(SANE_Word *)value;
    return SANE_STATUS_GOOD;
}

/* ---- scanning ---- */

/* Opens the sheet for this frame, if there is one. */
static SANE_Status
take_sheet(void)
{
    const char *path = word("sheet=");
    if (scanner.sheet)
        fclose(scanner.sheet);
    scanner.sheet = path ? fopen(path, "rbe") : NULL;
    if (!path)
        return SANE_STATUS_GOOD;
    if (!scanner.sheet || fscanf(scanner.sheet, "P%d %d %d 255", &scanner.sheet_kind,
                                 &scanner.sheet_width, &scanner.sheet_height) != 3)
        return SANE_STATUS_INVAL;
    fgetc(scanner.sheet); /* the blank before the pixels */
    return SANE_STATUS_GOOD;
}

static long
monotonic_ns(struct timespec *ret_now)
{
    clock_gettime(CLOCK_MONOTONIC, ret_now);
    return ret_now->tv_sec * 1000000000L + ret_now->tv_nsec;
}

/* Until the lamp would have come to the byte that is next. */
static void
keep_pace(void)
{
    long pace = number("pace=", 0);
    if (pace <= 0)
        return;
    tell();
    double due = (double)scanner.sent / (double)pace;
    struct timespec until = {scanner.began.tv_sec + (time_t)due,
                             scanner.began.tv_nsec + (long)((due - (time_t)due) * 1e9)};
    if (until.tv_nsec >= 1000000000L) {
        until.tv_sec++;
        until.tv_nsec -= 1000000000L;
    }
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL);
}

static void
tell_over(void)
{
    const char *path = word("over=");
    FILE *file = path ? fopen(path, "we") : NULL;
    struct timespec now;
    if (!file)
        return;
    fprintf(file, "%ld\n", monotonic_ns(&now));
    fclose(file);
}

/* The present frame's name out of "frames=", and whether it is the last of them. */
static const char *
frame_name(int *ret_last)
{
    static char names[128];
    const char *list = word("frames=");
    const char *otherwise = scanner.sheet && scanner.sheet_kind == 6 ? "rgb" : "gray";
    snprintf(names, sizeof(names), "%s", list ? list : otherwise);
    char *name = names;
    for (int i = 0; i < scanner.frame && strchr(name, ','); i++)
        name = strchr(name, ',') + 1;
    *ret_last = !strchr(name, ',') && name[strlen(name) - 1] != '-';
    name[strcspn(name, ",-")] = '\0';
    return name;
}

SANE_Status
FAULTY(get_parameters)(SANE_Handle handle, SANE_Parameters *parameters)
{
    static const char *const formats[] = {"gray", "rgb", "red", "green", "blue"};
    int last;
    (void)handle;
    MISBEHAVE("parameters");
    const char *name = frame_name(&last);
    memset(parameters, 0, sizeof(*parameters));
    for (int i = 0; i < 5; i++)
        if (strcmp(formats[i], name) == 0)
            parameters->format = (SANE_Frame)i;
    int samples = parameters->format == SANE_FRAME_RGB ? 3 : 1;
    parameters->last_frame = last;
    parameters->depth = (SANE_Int)number("depth=", 8);
    parameters->pixels_per_line = (SANE_Int)number("width=",
                                                   scanner.sheet ? scanner.sheet_width : WIDTH);
    parameters->bytes_per_line = (SANE_Int)number("line=", parameters->pixels_per_line * samples);
    parameters->lines = (SANE_Int)number("announce=",
                                         scanner.sheet ? scanner.sheet_height : HEIGHT);
    return fault;
}

SANE_Status
FAULTY(start)(SANE_Handle handle)
{
    int last = 1;
    (void)handle;
    MISBEHAVE("start");
    if (fault)
        return fault;
    if (scanner.frame >= 0)
        frame_name(&last);
    if (last && scanner.page++ >= number("pages=", 1000000))
        return SANE_STATUS_NO_DOCS;
    scanner.frame = last ? 0 : scanner.frame + 1;
    scanner.sent = 0;
    monotonic_ns(&scanner.began);
    return take_sheet();
}

/* The next bytes, at most `left` of them. */
static long
give(SANE_Byte *data, long room, long left, long line)
{
    /* Odd pieces, so that lines are cut wherever they can be. */
    long bite = number("bite=", scanner.sheet ? room : 4093);
    long n = room < bite ? room : bite;
    n = n > left ? left : n;
    if (scanner.sheet)
        n = (long)fread(data, 1, (size_t)n, scanner.sheet);
    for (long i = 0; !scanner.sheet && i < n; i++)
        data[i] = (SANE_Byte)((scanner.sent + i) % line + (scanner.sent + i) / line);
    scanner.sent += n;
    return n;
}

SANE_Status
FAULTY(read)(SANE_Handle handle, SANE_Byte *data, SANE_Int max_length, SANE_Int *length)
{
    SANE_Parameters parameters;
    MISBEHAVE("read");
    *length = 0;
    if (fault)
        return fault;
    if (FAULTY(get_parameters)(handle, &parameters))
        return SANE_STATUS_IO_ERROR;
    long lines = number("deliver=", scanner.sheet ? scanner.sheet_height : HEIGHT);
    long line = parameters.bytes_per_line;
    long all = lines < 0 ? -1 : lines * line - (word("half") ? line / 2 : 0);
    if (all >= 0 && scanner.sent >= all)
        return SANE_STATUS_EOF;
    *length = (SANE_Int)give(data, max_length, all >= 0 ? all - scanner.sent : max_length, line);
    if (*length == 0)
        return SANE_STATUS_EOF;
    keep_pace();
    if (scanner.sent == all)
        tell_over();
    return SANE_STATUS_GOOD;
}

void
FAULTY(cancel)(SANE_Handle handle)
{
    (void)handle;
    MISBEHAVE("cancel");
    (void)fault;
    scanner.frame = -1;
}

SANE_Status
FAULTY(set_io_mode)(SANE_Handle handle, SANE_Bool non_blocking)
{
    (void)handle;
    return non_blocking ? SANE_STATUS_UNSUPPORTED : SANE_STATUS_GOOD;
}

SANE_Status
FAULTY(get_select_fd)(SANE_Handle handle, SANE_Int *fd)
{
    (void)handle;
    (void)fd;
    return SANE_STATUS_UNSUPPORTED;
}

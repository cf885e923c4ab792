#include "station-sentence.h"

#include "api-problem.h"
#include "base-error.h"
#include "client.h"
#include "outbox.h"
#include "scan-error.h"
#include "station-error.h"

#include <libintl.h>
#include <string.h>

#define N_(text) text

typedef struct {
    const char *code; /* NULL: the domain has its own registry of codes */
    const char *text;
} Sentence;

/* What happened; what is safe; what to do. */
/* clang-format off */

static const Sentence of_scanner[] = {
    [SCAN_ERROR_UNSUPPORTED] = {NULL,
        N_("The scanner cannot do this. Nothing was kept; choose other settings.")},
    [SCAN_ERROR_CANCELLED] = {NULL,
        N_("The scan was cancelled. Nothing was kept; the paper is still the only copy.")},
    [SCAN_ERROR_BUSY] = {NULL,
        N_("Another program is using the scanner. Nothing was kept; close it there and "
           "scan again.")},
    [SCAN_ERROR_INVALID] = {NULL,
        N_("The scanner refused a setting. Nothing was kept; choose other settings.")},
    [SCAN_ERROR_NO_MORE_DATA] = {NULL,
        N_("The scanner ended before it began. Nothing was kept; scan again.")},
    [SCAN_ERROR_JAMMED] = {NULL,
        N_("The paper is jammed in the scanner. Nothing was kept; free the paper "
           "carefully and scan again.")},
    [SCAN_ERROR_NO_DOCUMENTS] = {NULL,
        N_("There is no paper in the feeder. Nothing was kept; put the original in and "
           "scan again.")},
    [SCAN_ERROR_COVER_OPEN] = {NULL,
        N_("The scanner's cover is open. Nothing was kept; close it and scan again.")},
    [SCAN_ERROR_IO] = {NULL,
        N_("The connection to the scanner failed. Nothing was kept; check cable and "
           "power and scan again.")},
    [SCAN_ERROR_NO_MEMORY] = {NULL,
        N_("The scanner ran out of memory. Nothing was kept; choose a lower resolution "
           "and scan again.")},
    [SCAN_ERROR_ACCESS_DENIED] = {NULL,
        N_("This account may not use the scanner. Nothing was scanned; tell the "
           "administrator.")},
    [SCAN_ERROR_ABSENT] = {NULL,
        N_("The scanner was not found. Nothing was scanned; check cable and power, and "
           "the name in the settings.")},
    [SCAN_ERROR_UNKNOWN_OPTION] = {NULL,
        N_("The scanner has no such option. Nothing was scanned; correct the option's "
           "name.")},
    [SCAN_ERROR_BAD_VALUE] = {NULL,
        N_("The scanner's option does not take this value. Nothing was scanned; correct"
           " the value.")},
    [SCAN_ERROR_RESOLUTION] = {NULL,
        N_("The scanner cannot do this resolution. Nothing was scanned; choose another "
           "one.")},
    [SCAN_ERROR_MODE] = {NULL,
        N_("The scanner cannot do, or did not deliver, this mode. Nothing was kept; "
           "choose another mode.")},
    [SCAN_ERROR_AREA] = {NULL,
        N_("The area lies outside the scanner's bed. Nothing was scanned; choose a "
           "smaller area.")},
    [SCAN_ERROR_FORMAT] = {NULL,
        N_("A document of this format cannot hold such pages. Nothing was kept; choose "
           "TIFF.")},
    [SCAN_ERROR_SHORT] = {NULL,
        N_("The scanner delivered less than a whole page. Nothing was kept; scan again.")},
    [SCAN_ERROR_EXCESS] = {NULL,
        N_("The scanner delivered more than a page. Nothing was kept; scan again.")},
    [SCAN_ERROR_FRAME] = {NULL,
        N_("What the scanner delivered makes no picture. Nothing was kept; scan again.")},
    [SCAN_ERROR_TIMEOUT] = {NULL,
        N_("The scanner did not answer in time and was given up. Nothing was kept; "
           "switch it off and on and scan again.")},
    [SCAN_ERROR_CRASHED] = {NULL,
        N_("The scanner's driver crashed. Nothing was kept and the station goes on; "
           "scan again.")},
    [SCAN_ERROR_HELPER] = {NULL,
        N_("The scan program could not be started or failed. Nothing was kept; scan "
           "again, then tell the administrator.")},
    [SCAN_ERROR_NO_SPACE] = {NULL,
        N_("The disk is full. Nothing was kept; make room and scan again.")},
    [SCAN_ERROR_DOCUMENT] = {NULL,
        N_("The document could not be written or did not read back as it was scanned. "
           "Nothing was kept; scan again.")},
};

static const Sentence of_server[] = {
    [API_PROBLEM_BAD_REQUEST] = {NULL,
        N_("The server did not understand the request. Nothing was changed; tell the "
           "administrator, and check that station and server are of one version.")},
    [API_PROBLEM_BAD_JSON] = {NULL,
        N_("The server did not understand what the station sent. Nothing was changed; "
           "tell the administrator.")},
    [API_PROBLEM_BAD_FIELD] = {NULL,
        N_("The server does not accept one of the values. Nothing was changed; check "
           "what was entered.")},
    [API_PROBLEM_NOT_SIGNED_IN] = {NULL,
        N_("The server no longer knows this session. What was scanned stays in the "
           "outbox; sign in again.")},
    [API_PROBLEM_WRONG_PASSWORD] = {NULL,
        N_("The KSUID or the password is wrong. Try again.")},
    [API_PROBLEM_FORBIDDEN] = {NULL,
        N_("Your account may not do this. Nothing was changed; sign in as counter "
           "staff.")},
    [API_PROBLEM_NOT_FOUND] = {NULL,
        N_("The server has nothing at this place. Check the number and the server's "
           "address.")},
    [API_PROBLEM_UNKNOWN_REPORT] = {NULL,
        N_("There is no report with this number. Nothing was scanned; check the number.")},
    [API_PROBLEM_UNKNOWN_STUDENT] = {NULL,
        N_("There is no student with this number. Check the number.")},
    [API_PROBLEM_UNKNOWN_UPLOAD] = {NULL,
        N_("The server no longer has the upload. The original is safe in the outbox; "
           "send it again.")},
    [API_PROBLEM_METHOD_NOT_ALLOWED] = {NULL,
        N_("The server does not offer this. Check the server's address and its version.")},
    [API_PROBLEM_NOT_PENDING] = {NULL,
        N_("The report no longer waits for its original: another counter may have "
           "submitted it. Look it up again.")},
    [API_PROBLEM_CLAIMED] = {NULL,
        N_("Another counter has this report before it. Nothing was scanned; wait two "
           "minutes or ask there.")},
    [API_PROBLEM_UPLOAD_INCOMPLETE] = {NULL,
        N_("The server has not received the whole file yet. The original is safe in the"
           " outbox; send it again.")},
    [API_PROBLEM_OFFSET_MISMATCH] = {NULL,
        N_("Station and server disagree on how much was sent. The original is safe in "
           "the outbox; send it again.")},
    [API_PROBLEM_UPLOAD_BUSY] = {NULL,
        N_("The server is still busy with this upload. The original is safe in the "
           "outbox and is sent again later.")},
    [API_PROBLEM_UPLOAD_GONE] = {NULL,
        N_("The upload has expired at the server. The original is safe in the outbox; "
           "send it again.")},
    [API_PROBLEM_PRECONDITION_FAILED] = {NULL,
        N_("The server speaks another version of the upload protocol. The original is "
           "safe in the outbox; tell the administrator.")},
    [API_PROBLEM_TOO_LARGE] = {NULL,
        N_("The file is larger than the server takes. It is kept in the outbox; scan "
           "again with a lower resolution or fewer pages.")},
    [API_PROBLEM_URI_TOO_LONG] = {NULL,
        N_("The address of the request is too long for the server. Check what was "
           "entered.")},
    [API_PROBLEM_WRONG_MEDIA_TYPE] = {NULL,
        N_("The server does not take files of this kind. The file is kept in the "
           "outbox; tell the administrator.")},
    [API_PROBLEM_RANGE_NOT_SATISFIABLE] = {NULL,
        N_("The stored file is not as long as was asked for. Fetch it again from the "
           "beginning.")},
    [API_PROBLEM_DIGEST_MISMATCH] = {NULL,
        N_("What the server received is not what was sent. The original is safe in the "
           "outbox; check the network and send it again.")},
    [API_PROBLEM_IDEMPOTENCY_MISMATCH] = {NULL,
        N_("The server already has another file for this very scan. The file is kept in"
           " the outbox; tell the administrator.")},
    [API_PROBLEM_UNACCEPTABLE_FILE] = {NULL,
        N_("The server does not accept the file. It is kept in the outbox; scan the "
           "original again.")},
    [API_PROBLEM_HEADERS_TOO_LARGE] = {NULL,
        N_("The request is larger than the server takes. Nothing was changed; tell the "
           "administrator.")},
    [API_PROBLEM_TOO_MANY_REQUESTS] = {NULL,
        N_("Too many attempts. Nothing was changed; wait a minute and try again.")},
    [API_PROBLEM_CHECKSUM_MISMATCH] = {NULL,
        N_("A part arrived damaged at the server. The original is safe in the outbox; "
           "send it again.")},
    [API_PROBLEM_INTERNAL] = {NULL,
        N_("The server failed and changed nothing. What was scanned stays in the outbox"
           " and is sent again later.")},
    [API_PROBLEM_STORAGE_FULL] = {NULL,
        N_("The server has no space left. The original is safe in the outbox; tell the "
           "administrator.")},
    [API_PROBLEM_UNAVAILABLE] = {NULL,
        N_("The server is not ready. What was scanned stays in the outbox and is sent "
           "again later.")},
};

static const Sentence of_client[] = {
    [CLIENT_ERROR_URL] = {"bad_server_address",
        N_("The server's address cannot be used: it must begin with https://, or name "
           "this machine. Correct it in the settings.")},
    [CLIENT_ERROR_UNREACHABLE] = {"server_unreachable",
        N_("The server cannot be reached. What was scanned stays in the outbox; check "
           "the network, then send it.")},
    [CLIENT_ERROR_TLS] = {"server_not_trusted",
        N_("The server's certificate is not to be trusted, so nothing was sent. What "
           "was scanned stays in the outbox; tell the administrator.")},
    [CLIENT_ERROR_TIMEOUT] = {"server_timeout",
        N_("The server did not answer in time. What was scanned stays in the outbox and"
           " is sent again later.")},
    [CLIENT_ERROR_CUT] = {"connection_cut",
        N_("The connection ended in the middle. What was scanned stays in the outbox "
           "and is sent again later.")},
    [CLIENT_ERROR_RUBBISH] = {"server_rubbish",
        N_("The server's answer makes no sense. What was scanned stays in the outbox; "
           "check the server's address and tell the administrator.")},
    [CLIENT_ERROR_RECEIPT] = {"bad_receipt",
        N_("The server's receipt is not for what was sent. The original stays in the "
           "outbox; tell the administrator.")},
    [CLIENT_ERROR_FILE] = {"unreadable_file",
        N_("The file to be sent could not be read. Look at the outbox and tell the "
           "administrator.")},
};

static const Sentence of_outbox[] = {
    [OUTBOX_ERROR_LOCKED] = {"outbox_locked",
        N_("Another program is using this outbox. Nothing was scanned or sent; close "
           "the other one first.")},
    [OUTBOX_ERROR_UNUSABLE] = {"outbox_unusable",
        N_("The outbox's folder cannot be read or written. Nothing was scanned; check "
           "the folder and its rights.")},
    [OUTBOX_ERROR_NO_SPACE] = {"no_space",
        N_("There is not enough room on the disk for this scan. Nothing was scanned; "
           "make room first.")},
    [OUTBOX_ERROR_UNKNOWN] = {"unknown_entry",
        N_("The outbox has no such entry. Look at the list for its number.")},
    [OUTBOX_ERROR_STATE] = {"wrong_state",
        N_("The entry is not in a state that allows this. Nothing was changed; look at "
           "the list.")},
    [OUTBOX_ERROR_DAMAGED] = {"entry_damaged",
        N_("The entry's files are not what was saved, so it was set aside and not sent."
           " Scan the original again, and tell the administrator.")},
    [OUTBOX_ERROR_DIGEST] = {"not_as_scanned",
        N_("What was read back from the disk is not what was scanned. Nothing was kept;"
           " scan again, and have the disk checked.")},
    [OUTBOX_ERROR_UNREADABLE] = {"entry_unreadable",
        N_("The saved original cannot be read from the disk at this moment. It stays in "
           "the outbox and is tried again; if this is said again, have the disk checked.")},
};

static const Sentence of_base[] = {
    [BASE_ERROR_IO] = {"io_error",
        N_("A file could not be read or written. What was saved before is safe; check "
           "the disk.")},
    [BASE_ERROR_NO_SPACE] = {"no_space",
        N_("The disk is full. What was saved before is safe; make room and try again.")},
    [BASE_ERROR_NOT_PERMITTED] = {"not_permitted",
        N_("The folder or file may not be written. Nothing was changed; check its "
           "rights.")},
    [BASE_ERROR_NOT_FOUND] = {"file_not_found",
        N_("A file or folder is not there. Check its path.")},
    [BASE_ERROR_EXISTS] = {"file_exists",
        N_("A file of this name is there already and was left as it is. Choose another "
           "name.")},
    [BASE_ERROR_TOO_LARGE] = {"file_too_large",
        N_("A file is larger than it may be. Nothing was changed; look at the file.")},
    [BASE_ERROR_LOCKED] = {"locked",
        N_("Another program is using this. Nothing was changed; close the other one "
           "first.")},
    [BASE_ERROR_NO_RESOURCES] = {"no_resources",
        N_("The computer has no memory or file handles left. What was saved before is "
           "safe; close other programs and try again.")},
    [BASE_ERROR_JSON_SYNTAX] = {"bad_json_file",
        N_("A file or an answer is not valid JSON. Nothing was changed; look at its "
           "place and tell the administrator.")},
    [BASE_ERROR_JSON_TOO_DEEP] = {"json_too_deep",
        N_("A file or an answer is nested too deeply. Nothing was changed; tell the "
           "administrator.")},
    [BASE_ERROR_JSON_FIELD] = {"bad_json_field",
        N_("A field is missing or has a value that cannot be. Nothing was changed; tell"
           " the administrator.")},
    [BASE_ERROR_TIME] = {"bad_time",
        N_("A point in time is not written as it must be. Nothing was changed; tell the"
           " administrator.")},
};

static const Sentence of_station[] = {
    [STATION_ERROR_CONFIG] = {"bad_configuration",
        N_("The configuration has an error. Nothing was done; correct the file that is "
           "named.")},
    [STATION_ERROR_PROFILE] = {"bad_profile",
        N_("The profile's folder cannot be used. Nothing was done; check the folder and"
           " its rights.")},
    [STATION_ERROR_NO_SERVER] = {"no_server",
        N_("No server is named yet. Name it in the preferences, in station.conf or with "
           "--server.")},
    [STATION_ERROR_NO_SCANNER] = {"no_scanner",
        N_("No scanner is chosen yet. Choose it in the preferences, or name it in station.conf "
           "or with --scanner.")},
    [STATION_ERROR_NOT_SIGNED_IN] = {"not_signed_in",
        N_("Nobody is signed in at this station. What was scanned stays in the outbox; "
           "sign in first.")},
    [STATION_ERROR_SESSION_EXPIRED] = {"session_expired",
        N_("The session has expired. What was scanned stays in the outbox; sign in "
           "again.")},
    [STATION_ERROR_BAD_NUMBER] = {"bad_number",
        N_("This cannot be a number of a student, report or entry. Check what was "
           "entered.")},
    [STATION_ERROR_NOT_PENDING] = {"not_pending",
        N_("The report does not wait for its original. Nothing was scanned; look up the"
           " student's reports.")},
    [STATION_ERROR_OTHER_SERVER] = {"other_server",
        N_("This entry is meant for another server and was not sent. Use the server "
           "that it names.")},
    [STATION_ERROR_OUTPUT_EXISTS] = {"output_exists",
        N_("The file to write is there already and was left as it is. Choose another "
           "name.")},
    [STATION_ERROR_CHANGED] = {"not_as_scanned",
        N_("What was read back from the disk is not what was scanned. Nothing was kept;"
           " scan again, and have the disk checked.")},
    [STATION_ERROR_PAGES] = {"bad_pages",
        N_("These pages make no original: there are none, or more than can be put together."
           " They are all still here; remove some.")},
    [STATION_ERROR_NOT_ASSEMBLED] = {"not_assembled",
        N_("The pages could not be put together into one original. Nothing was saved yet, "
           "but they are all still here; make room if the disk is full, and try again.")},
    [STATION_ERROR_NO_REASON] = {"no_reason",
        N_("An original is discarded only with a reason. Nothing was changed; say why.")},
};
/* clang-format on */

static const Sentence cancelled = {"cancelled",
                                   N_("Stopped by request. What was reported as saved is safe.")};
static const Sentence unknown = {"unknown",
                                 N_("Something failed that has no name of its own. "
                                    "What was reported as saved is safe; tell the administrator.")};

static const Sentence *
pick(const Sentence *table, gsize count, int code)
{
    return code >= 0 && (gsize)code < count && table[code].text != NULL ? &table[code] : &unknown;
}

typedef struct {
    GQuark domain;
    const Sentence *sentences;
    gsize count;
} Table;

#define TABLES 6

static void
list_tables(Table ret_tables[TABLES])
{
    const Table tables[TABLES] = {
        {API_PROBLEM_ERROR, of_server, G_N_ELEMENTS(of_server)},
        {CLIENT_ERROR, of_client, G_N_ELEMENTS(of_client)},
        {OUTBOX_ERROR, of_outbox, G_N_ELEMENTS(of_outbox)},
        {STATION_ERROR, of_station, G_N_ELEMENTS(of_station)},
        {BASE_ERROR, of_base, G_N_ELEMENTS(of_base)},
        {SCAN_ERROR, of_scanner, G_N_ELEMENTS(of_scanner)},
    };
    memcpy(ret_tables, tables, sizeof tables);
}

static const Sentence *
sentence_of(const GError *error)
{
    Table tables[TABLES];
    list_tables(tables);
    for (guint i = 0; i < TABLES; i++) {
        if (tables[i].domain == error->domain)
            return pick(tables[i].sentences, tables[i].count, error->code);
    }
    if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        return &cancelled;
    return &unknown;
}

static const char *
code_of(const Sentence *sentence, GQuark domain, int code)
{
    if (sentence->code != NULL)
        return sentence->code;
    return domain == SCAN_ERROR ? scan_error_code((ScanError)code)
                                : api_problem_code((ApiProblem)code);
}

const char *
station_sentence_code(const GError *error)
{
    return code_of(sentence_of(error), error->domain, error->code);
}

const char *
station_sentence_of_code(const char *code)
{
    Table tables[TABLES];
    list_tables(tables);
    for (guint i = 0; i < TABLES; i++) {
        for (gsize k = 0; k < tables[i].count; k++) {
            const Sentence *sentence = &tables[i].sentences[k];
            if (sentence->text != NULL &&
                strcmp(code_of(sentence, tables[i].domain, (int)k), code) == 0)
                return dgettext("scan-station", sentence->text);
        }
    }
    return strcmp(code, cancelled.code) == 0 ? dgettext("scan-station", cancelled.text) : NULL;
}

const char *
station_sentence_text(const GError *error)
{
    return dgettext("scan-station", sentence_of(error)->text);
}

gboolean
station_sentence_has_detail(const GError *error)
{
    return *error->message != '\0' && !g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED) &&
           !g_error_matches(error, SCAN_ERROR, SCAN_ERROR_CANCELLED);
}

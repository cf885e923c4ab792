/* Bodies that a right server sends. */
#pragma once

#define BODY_SHA "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

/* One report, with its number and its status. */
#define BODY_REPORT(id, status)                                                                    \
    "{\"id\":\"" id "\",\"academic_year\":104,\"semester\":1,\"student_id\":\"4100E017\","         \
    "\"student_name\":\"王小明\",\"gender\":\"男\",\"department\":\"資訊工程系\","        \
    "\"class_name\":\"四甲\",\"program\":\"四技\",\"study_year\":4,\"email\":\"\","            \
    "\"certificate_code\":\"C01\",\"certificate_name\":\"TQC\",\"issuer\":\"\","                   \
    "\"certified_on\":\"2015-06-24\",\"region\":\"domestic\",\"category\":\"\",\"tier\":\"\","     \
    "\"grade\":3,\"application_month\":9,\"is_it_certificate\":true,"                              \
    "\"reported_at\":\"2015-07-01T02:03:04Z\",\"status\":\"" status "\",\"set\":null,"             \
    "\"originals\":1,\"claim\":null}"

/* A receipt: of which report, which bytes, how many. */
#define BODY_RECEIPT(report, sha256, bytes)                                                        \
    "{\"id\":\"3b1e\",\"report_id\":\"" report "\",\"sha256\":\"" sha256 "\",\"bytes\":" bytes "," \
    "\"stored_at\":\"2015-07-01T02:03:05Z\"}"

#define BODY_COMMITTED(receipt, report) "{\"receipt\":" receipt ",\"report\":" report "}"

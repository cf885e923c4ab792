-- A student's reports with all their fields side by side: a look-up asks for all of them at once,
-- and each page of the database that it reads costs. The fields that change come behind the id, so
-- that an entry keeps its place.
DROP INDEX reports_by_student;
CREATE INDEX reports_by_student ON reports (student_id, id, certificate_code, certified_on,
    academic_year, semester, grade, application_month, status, reported_at);

-- For wrk: each request is the look-up of another student. Arguments: how many there are, a token.
local students, token = 1, ""

function init(args)
    students, token = tonumber(args[1]), args[2]
    math.randomseed(1)
end

function request()
    local id = string.format("41%06d", math.random(0, students - 1))
    return wrk.format("GET", "/api/v1/reports?student_id=" .. id .. "&pending=true",
                      { ["Authorization"] = "Bearer " .. token })
end

function done(summary, latency)
    local errors = summary.errors
    print(string.format('JSON {"a_second": %f, "p99": %f, "wrong": %d}',
                        summary.requests / summary.duration * 1e6, latency:percentile(99) / 1e6,
                        errors.connect + errors.read + errors.write + errors.status +
                        errors.timeout))
end

-- Sends the requests of a file in turn and counts the answers that hold an error.
-- The file: a bearer token, then a GraphQL request as JSON on each line.

local threads = {}

function setup(thread)
    table.insert(threads, thread)
end

function init(args)
    local lines = io.lines(args[1])
    wrk.headers["Authorization"] = "Bearer " .. lines()
    wrk.headers["Content-Type"] = "application/json"
    requests, turn, failed, example = {}, 0, 0, ""
    for line in lines do
        requests[#requests + 1] = wrk.format("POST", nil, nil, line)
    end
end

function request()
    turn = turn % #requests + 1
    return requests[turn]
end

-- Payloads have `"errors":[]`, which is none.
function response(status, headers, body)
    if status ~= 200 or string.find(body, '"errors":[{', 1, true) then
        failed = failed + 1
        example = body
    end
end

-- One line of JSON, times in microseconds.
function done(summary, latency)
    local broken = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
    for _, thread in ipairs(threads) do
        broken = broken + thread:get("failed")
        if thread:get("example") ~= "" then
            io.stderr:write(thread:get("example"), "\n")
        end
    end
    io.write(string.format(
        '\n{"requests":%d,"micros":%d,"failed":%d,"p50":%d,"p99":%d}\n',
        summary.requests, summary.duration, broken, latency:percentile(50), latency:percentile(99)))
end

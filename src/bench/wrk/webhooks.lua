-- Posts signed webhooks of a file in turn, one in a line: the signature, a space, the body.
local requests = {}
local next = 0

function init(args)
  for line in io.lines(args[1]) do
    local signature, body = line:match("^(%S+) (.*)$")
    requests[#requests + 1] = wrk.format("POST", "/webhook",
      { ["fuse-verification"] = signature, ["Content-Type"] = "application/json" }, body)
  end
end

function request()
  next = next % #requests + 1
  return requests[next]
end

function done(summary, latency)
  local errors = summary.errors
  print(string.format("RESULT requests=%d microseconds=%d p99=%d status=%d broken=%d",
    summary.requests, summary.duration, latency:percentile(99),
    errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end

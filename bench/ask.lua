-- Repeats one request; prints the results as one line of JSON.
wrk.method = os.getenv("BENCH_METHOD")
if wrk.method == "POST" then
  local file = assert(io.open(os.getenv("BENCH_BODY"), "rb"))
  wrk.body = file:read("*a")
  file:close()
  wrk.headers["Content-Type"] = "application/json"
end

if os.getenv("BENCH_ENCODING") ~= "" then
  wrk.headers["Accept-Encoding"] = os.getenv("BENCH_ENCODING")
end

done = function(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    '\nFIGURES {"requests": %d, "seconds": %.6f, "p50": %.3f, "p99": %.3f, "mean": %.3f, "refused": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3,
    latency:percentile(99) / 1e3, latency.mean / 1e3,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end

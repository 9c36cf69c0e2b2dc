/**
 * What each user does, and what is said at the end: the part of the script that is the same for every test. For k6 1.8 and 2: nothing
 * that either lacks. No request waits longer than 30 seconds, and k6 waits as long for those that run when a stage has fewer users.
 */
export const K6_PROGRAM = `
const latency = new Trend("latency", true);
const failures = new Rate("failures");
const ORIGIN = "http://" + __ENV.TARGET;
const REQUESTS = TEST.requests.map((request) => {
  // "::" separates groups in the names of checks.
  const label = request.name.split("::").join(": :");
  const checks = {};
  checks[label + " answers " + request.status] = (response) => response.status === request.status;
  if (request.text !== undefined) {
    checks[label + " contains what is expected"] = (response) => typeof response.body === "string" && response.body.includes(request.text);
  }
  const params = {
    headers: request.headers,
    tags: { name: request.name },
    timeout: "30s",
    redirects: 0,
    responseType: request.text === undefined ? "none" : "text",
    responseCallback: http.expectedStatuses(request.status),
  };
  return { request, checks, params };
});
const WEIGHTS = TEST.requests.reduce((sum, { weight }) => sum + (weight || 0), 0);

// A new pod is let through a moment after it started. What never answers is tested all the same, and fails.
export function setup() {
  for (let tries = 0; tries < 30 && http.request("HEAD", ORIGIN + "/", null, { timeout: "1s", redirects: 0 }).status === 0; tries++) sleep(0.5);
}

function make({ request, checks, params }) {
  const start = Date.now();
  const response = http.request(request.method, ORIGIN + request.path, request.body, params);
  latency.add(response.timings.duration);
  failures.add(!check(response, checks));
  sleep(Math.max(0, TEST.pace - (Date.now() - start) / 1000));
}

function choose() {
  let left = Math.random() * WEIGHTS;
  return REQUESTS.find(({ request }) => (left -= request.weight) < 0) || REQUESTS[0];
}

export default function () {
  if (TEST.kind === "mix") make(choose());
  else REQUESTS.forEach(make);
}

export function handleSummary({ metrics, state, root_group }) {
  const values = (name) => (metrics[name] && metrics[name].values) || {};
  const requests = (values("failures").passes || 0) + (values("failures").fails || 0);
  const seconds = state.testRunDurationMs / 1000;
  const latencies = {};
  for (const name of options.summaryTrendStats) if (name in values("latency")) latencies[name] = values("latency")[name];
  const thresholds = Object.keys(metrics).sort().flatMap((metric) =>
    Object.entries(metrics[metric].thresholds || {}).map(([threshold, { ok }]) => ({ metric, threshold, ok })));
  const result = {
    loadTest: TEST.description,
    passed: thresholds.every(({ ok }) => ok),
    seconds,
    requests,
    requestsPerSecond: requests / seconds,
    mostUsers: values("vus_max").max || 0,
    failures: values("failures").passes || 0,
    latencyMilliseconds: latencies,
    thresholds,
  };
  const round = (number) => Number(number.toPrecision(3));
  const lines = [
    (result.passed ? "PASSED" : "FAILED") + "  " + TEST.description,
    "  requests  " + requests + " in " + round(seconds) + " s, " + round(result.requestsPerSecond) + " a second",
    "  latency   " + Object.entries(latencies).map(([name, value]) => name + " " + round(value) + " ms").join(", "),
    "  failures  " + result.failures,
    ...thresholds.map(({ metric, threshold, ok }) => "  " + (ok ? "held    " : "BROKEN  ") + "  " + metric + " " + threshold),
    ...root_group.checks.filter(({ fails }) => fails > 0).map(({ name, fails, passes }) =>
      "  not     " + "  " + name + ": " + fails + " of " + (fails + passes)),
  ];
  return { stdout: lines.join("\\n") + "\\n" + JSON.stringify(result) + "\\n" };
}
`;

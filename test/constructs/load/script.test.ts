import fc from "fast-check";
import { type LoadRequests, STRESS, scaled, USUAL_DAY } from "../../../constructs/load";
import { k6Script } from "../../../constructs/load/k6-script";
import { runScript } from "./k6-stub";

const HOME: LoadRequests = [{ path: "/" }];

describe("the script", () => {
  test("has the profile as k6's options", () => {
    const { options } = runScript(k6Script(USUAL_DAY, HOME), 0);
    expect(JSON.parse(JSON.stringify(options))).toEqual({
      scenarios: {
        users: {
          executor: "ramping-vus",
          startVUs: 1,
          stages: [
            { duration: "30000ms", target: 25 },
            { duration: "60000ms", target: 100 },
            { duration: "60000ms", target: 50 },
          ],
          gracefulRampDown: "30s",
          gracefulStop: "30s",
        },
      },
      thresholds: { latency: ["p(99.9)<300"], failures: ["rate<0.001"] },
      summaryTrendStats: ["med", "p(90)", "p(99)", "p(99.9)", "max"],
    });
  });

  test("asks the target's address, one request after the other, counted by name", () => {
    const { sent } = runScript(k6Script(USUAL_DAY, [{ path: "/" }, { path: "/user/7?x=1", name: "a user" }]), 2);
    expect(sent.map(({ method, url, params }) => [method, url, params.tags["name"]])).toEqual([
      ["GET", "http://web.lecture.svc:80/", "GET /"],
      ["GET", "http://web.lecture.svc:80/user/7?x=1", "a user"],
      ["GET", "http://web.lecture.svc:80/", "GET /"],
      ["GET", "http://web.lecture.svc:80/user/7?x=1", "a user"],
    ]);
  });

  test.each([
    [0, 1],
    [250, 0.75],
    [1000, 0],
    [5000, 0],
  ])("after an answer that took %d ms sleeps for the rest of the pace: %d s", (milliseconds, seconds) => {
    const { slept, latencies } = runScript(k6Script(USUAL_DAY, HOME), 2, { milliseconds });
    expect({ slept, latencies }).toEqual({ slept: [seconds, seconds], latencies: [milliseconds, milliseconds] });
  });

  test("waits until it is let through, which counts as no request; a target that never answers is tested all the same", () => {
    const tries = (status: number): object => {
      const { sent, setup, latencies, failed } = runScript(k6Script(USUAL_DAY, HOME), 0, { status });
      setup();
      expect([latencies, failed]).toEqual([[], []]);
      return [sent.length, ...new Set(sent.map(({ method, url }) => `${method} ${url}`))];
    };
    expect(tries(404)).toEqual([1, "HEAD http://web.lecture.svc:80/"]);
    expect(tries(0)).toEqual([30, "HEAD http://web.lecture.svc:80/"]);
  });

  test("takes any other status or text than expected for a failure, and says which", () => {
    const script = k6Script(USUAL_DAY, [{ path: "/", expect: { status: 201, text: "welcome" } }]);
    const outcome = (status: number, body: string | null): object => {
      const { failed, checks } = runScript(script, 1, { status, body });
      return { failed, held: Object.values(checks[0] ?? {}) };
    };
    expect(Object.keys(runScript(script, 1).checks[0] ?? {})).toEqual(["GET / answers 201", "GET / contains what is expected"]);
    expect(outcome(201, "you are welcome")).toEqual({ failed: [false], held: [true, true] });
    expect(outcome(200, "you are welcome")).toEqual({ failed: [true], held: [false, true] });
    expect(outcome(201, "you are not")).toEqual({ failed: [true], held: [true, false] });
    expect(outcome(0, null)).toEqual({ failed: [true], held: [false, false] });
  });

  test("follows no redirection, keeps bodies only to look into them, and waits 30 seconds at most", () => {
    const { sent } = runScript(
      k6Script(USUAL_DAY, [
        { path: "/", expect: { status: 302 } },
        { path: "/a", expect: { text: "a" } },
      ]),
      1,
    );
    expect(
      sent.map(({ params: { redirects, responseType, timeout, responseCallback } }) => ({
        redirects,
        responseType,
        timeout,
        responseCallback,
      })),
    ).toEqual([
      { redirects: 0, responseType: "none", timeout: "30s", responseCallback: { statuses: [302] } },
      { redirects: 0, responseType: "text", timeout: "30s", responseCallback: { statuses: [200] } },
    ]);
  });

  test("sends a body as JSON with its type, unless the headers say another", () => {
    const body = { text: 'it\'s "so"', list: [1, null, true] };
    const { sent } = runScript(
      k6Script(USUAL_DAY, [
        { path: "/a", method: "POST", body },
        { path: "/b", method: "PUT", body: "x", headers: { "Content-Type": "text/plain", Host: "users.example" } },
        { path: "/c", method: "DELETE" },
      ]),
      1,
    );
    expect(sent.map(({ method, body: text, params }) => [method, text, { ...params.headers }])).toEqual([
      ["POST", JSON.stringify(body), { "Content-Type": "application/json" }],
      ["PUT", '"x"', { "Content-Type": "text/plain", Host: "users.example" }],
      ["DELETE", null, {}],
    ]);
  });

  test("of a mix makes each request as often as its weight says", () => {
    const mix: LoadRequests = {
      kind: "mix",
      of: [
        { path: "/often", weight: 6 },
        { path: "/half", weight: 3 },
        { path: "/rare", weight: 1 },
      ],
    };
    const chances = Array.from({ length: 1000 }, (_, index) => index / 1000);
    const { sent } = runScript(k6Script(USUAL_DAY, mix), 1000, { chances });
    const times = (path: string): number => sent.filter(({ url }) => url.endsWith(path)).length;
    expect([times("/often"), times("/half"), times("/rare")]).toEqual([600, 300, 100]);
    expect(runScript(k6Script(USUAL_DAY, mix), 1, { chances: [1 - Number.EPSILON / 2] }).sent[0]?.url).toMatch(/rare$/);
  });

  test("cannot be broken out of: any text stays a text", () => {
    const awkward = ['"', "'", "`", "\\", "${1}", "*/", "</script>", "\u2028", "\u2029", "\n", "\0", "\ud800", "::", "__proto__", "// x"];
    const text = fc.oneof(
      fc.string(),
      fc.array(fc.constantFrom(...awkward)).map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(text, text, text, (name, expected, value) => {
        const requests: LoadRequests = [
          { path: `/${value}`, name, method: "POST", headers: { "X-Text": value }, body: { value }, expect: { text: expected } },
        ];
        const { sent, failed } = runScript(k6Script({ ...USUAL_DAY, description: value }, requests), 1, { body: `>${expected}<` });
        expect({ ...sent[0]?.params.tags }).toEqual({ name });
        expect(sent[0]?.url).toBe(`http://web.lecture.svc:80/${value}`);
        expect(sent[0]?.params.headers["X-Text"]).toBe(value);
        expect(sent[0]?.body).toBe(JSON.stringify({ value }));
        expect(failed).toEqual([false]);
      }),
      { numRuns: 60 },
    );
  });

  test("has no '::' in the name of a check, which k6 refuses", () => {
    const { checks } = runScript(k6Script(USUAL_DAY, [{ path: "/a::b" }]), 1);
    expect(Object.keys(checks[0] ?? {})).toEqual(["GET /a: :b answers 200"]);
  });

  test("is the same for the same test", () => {
    expect(k6Script(scaled(STRESS, { users: 0.1 }), HOME)).toBe(k6Script(scaled(STRESS, { users: 0.1 }), HOME));
  });
});

describe("the summary", () => {
  const { summarize } = runScript(k6Script(USUAL_DAY, HOME), 0);
  /** As k6 1.8.1 gives it, in any order. */
  const data = (ok: boolean): object => ({
    state: { testRunDurationMs: 150_250 },
    root_group: { checks: [{ name: "GET / answers 200", passes: ok ? 9400 : 9396, fails: ok ? 0 : 4 }] },
    metrics: {
      vus_max: { type: "gauge", values: { value: 100, min: 100, max: 100 } },
      latency: {
        values: { max: 21.5, "p(99.9)": 12.3456, med: 0.5, "p(99)": 5, "p(90)": 1 },
        thresholds: { "p(99.9)<300": { ok } },
      },
      failures: { values: { rate: 0, passes: ok ? 0 : 4, fails: ok ? 9400 : 9396 }, thresholds: { "rate<0.001": { ok: true } } },
    },
  });

  test("says in a few lines whether the promise held", () => {
    expect(summarize(data(true)).stdout.split("\n").slice(0, -2)).toEqual([
      "PASSED  a usual day",
      "  requests  9400 in 150 s, 62.6 a second",
      "  latency   med 0.5 ms, p(90) 1 ms, p(99) 5 ms, p(99.9) 12.3 ms, max 21.5 ms",
      "  failures  0",
      "  held      failures rate<0.001",
      "  held      latency p(99.9)<300",
    ]);
  });

  test("names what was broken, and which request was not as expected", () => {
    expect(summarize(data(false)).stdout.split("\n").slice(3, -2)).toEqual([
      "  failures  4",
      "  held      failures rate<0.001",
      "  BROKEN    latency p(99.9)<300",
      "  not       GET / answers 200: 4 of 9400",
    ]);
  });

  test("ends with one line for programs", () => {
    const last = summarize(data(false)).stdout.trimEnd().split("\n").at(-1) ?? "";
    expect(JSON.parse(last)).toEqual({
      loadTest: "a usual day",
      passed: false,
      seconds: 150.25,
      requests: 9400,
      requestsPerSecond: 9400 / 150.25,
      mostUsers: 100,
      failures: 4,
      latencyMilliseconds: { med: 0.5, "p(90)": 1, "p(99)": 5, "p(99.9)": 12.3456, max: 21.5 },
      thresholds: [
        { metric: "failures", threshold: "rate<0.001", ok: true },
        { metric: "latency", threshold: "p(99.9)<300", ok: false },
      ],
    });
  });
});

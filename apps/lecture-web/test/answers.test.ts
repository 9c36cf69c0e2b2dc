import { once } from "node:events";
import { request } from "node:http";
import { connect } from "node:net";
import { createApp } from "../src/app";
import { settingsFrom } from "../src/settings";

type App = ReturnType<typeof createApp>;
interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

let app: App;
let url = "";
let metricsUrl = "";
beforeEach(async () => {
  app = createApp({ ...settingsFrom({}), port: 0, adminPort: 0, pod: `<pod> & "7'`, version: "1.2.3" });
  const { port, adminPort } = await app.start();
  url = `http://localhost:${port}`;
  metricsUrl = `http://localhost:${adminPort}/metrics`;
});
afterEach(() => app.stop(0));

async function ask(path: string, init: RequestInit = {}): Promise<Answer> {
  const answer = await fetch(`${url}${path}`, init);
  return { status: answer.status, headers: answer.headers, body: await answer.text() };
}

/** The samples whose line begins like this. */
async function samples(start: string): Promise<string[]> {
  const lines = (await (await fetch(metricsUrl)).text()).split("\n");
  return lines.filter((line) => line.startsWith(start));
}

describe("the page", () => {
  test("shows the pod, its version, and how many requests it has served, everything escaped", async () => {
    const { status, headers, body } = await ask("/");
    expect({ status, type: headers.get("content-type") }).toEqual({ status: 200, type: "text/html; charset=utf-8" });
    expect(body).toContain("<h1>&lt;pod&gt; &amp; &quot;7&#39; answered</h1>");
    expect(body).toContain("<dt>Version</dt><dd>1.2.3</dd>");
    expect(body).toContain("<dt>Requests served</dt><dd>1</dd>");
    expect(body).toMatch(/<time datetime="\d{4}-\d\d-\d\dT[\d:.]+Z">/);
    expect(body).not.toContain("<pod>");
  });

  test("needs nothing from elsewhere, runs no script, and its policy allows no more than its own style", async () => {
    const { headers, body } = await ask("/");
    expect(body).not.toMatch(/<script|https?:|\bon\w+=|style="/);
    expect(headers.get("content-security-policy")).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/]{43}='; img-src data:; /);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("cache-control")).toBe("no-store");
  });

  test("can be read by those who do not see: language, title, one heading, one main part", async () => {
    const { body } = await ask("/");
    expect(body).toContain('<html lang="en">');
    expect(body).toContain('name="viewport"');
    for (const element of ["title", "main", "h1", "dl"]) expect(body.split(`<${element}>`)).toHaveLength(2);
  });

  test.each([
    ["application/json", "application/json"],
    ["application/json, text/plain, */*", "application/json"],
    ["text/html;q=0.5, application/*", "application/json"],
    ["text/html,application/xhtml+xml,*/*;q=0.8", "text/html"],
    ["application/json;q=0.2, text/html;q=0.9", "text/html"],
    ["application/json;q=nonsense", "text/html"],
    ["*/*", "text/html"],
    ["", "text/html"],
  ])("answers Accept: %s with %s", async (accept, type) => {
    const { headers } = await ask("/", { headers: { accept } });
    expect(headers.get("content-type")).toBe(`${type}; charset=utf-8`);
    expect(headers.get("vary")).toBe("Accept");
  });
});

describe("the other routes", () => {
  test("/api/pod counts people's requests, and no probes", async () => {
    for (const path of ["/", "/live", "/ready", "/nothing", "/work?ms=1"]) await ask(path);
    const { body } = await ask("/api/pod");
    expect(JSON.parse(body)).toEqual({ pod: `<pod> & "7'`, version: "1.2.3", requests: 3, uptimeSeconds: expect.any(Number) });
  });

  test("/work uses about as much CPU as it was asked for", async () => {
    const before = process.cpuUsage();
    const { status, body } = await ask("/work?ms=100");
    const { user, system } = process.cpuUsage(before);
    expect({ status, body: JSON.parse(body) }).toEqual({ status: 200, body: { pod: `<pod> & "7'`, milliseconds: 100 } });
    expect((user + system) / 1000).toBeGreaterThan(95);
  });

  test("/work does not keep others waiting: /live is answered before it ends", async () => {
    const ended: string[] = [];
    const work = ask("/work?ms=100").then(() => ended.push("work"));
    await ask("/live").then(() => ended.push("live"));
    await work;
    expect(ended).toEqual(["live", "work"]);
  });

  test("/work stops when the client is gone, and the next one's turn comes", async () => {
    const before = process.cpuUsage();
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        const gone = new AbortController();
        const work = ask("/work?ms=1000", { signal: gone.signal });
        await ask("/live");
        gone.abort();
        await expect(work).rejects.toThrow("aborted");
      }),
    );
    expect((await ask("/work?ms=1")).status).toBe(200);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(10_000);
    expect(await samples('http_requests_total{route="/work"')).toEqual(
      expect.arrayContaining([expect.stringMatching(/method="GET",status="499"} \d+/)]),
    );
  });

  test.each(["", "?ms=", "?ms=0", "?ms=1001", "?ms=-1", "?ms=1.5", "?ms=1e2", "?ms=%3Cb%3E", "?ms=Infinity"])(
    "/work%s is refused with what is allowed",
    async (query) => {
      const { status, body } = await ask(`/work${query}`);
      expect(status).toBe(400);
      expect((JSON.parse(body) as { error: string }).error).toMatch(/^'ms' must be an integer from 1 to 1000, got ("|nothing)/);
    },
  );

  test("an unknown path is 404 and says which there are, whatever it looks like", async () => {
    const { status, body, headers } = await ask("/<b>nothing</b>");
    expect({ status, type: headers.get("content-type") }).toEqual({ status: 404, type: "application/json; charset=utf-8" });
    expect(JSON.parse(body)).toEqual({
      error: "there is no /%3Cb%3Enothing%3C/b%3E; there are /, /api/pod, /work, /live, /ready",
    });
    expect((await ask("//example.com")).status).toBe(404);
    expect((await ask("/../metrics")).status).toBe(404);
    expect((await ask("/constructor")).status).toBe(404);
  });

  test.each(["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])("%s is 405 and says what is allowed", async (method) => {
    const { status, headers, body } = await ask("/", { method });
    expect({ status, allow: headers.get("allow") }).toEqual({ status: 405, allow: "GET, HEAD" });
    expect(JSON.parse(body)).toEqual({ error: `${method} is not allowed; GET and HEAD are` });
  });

  test("HEAD has the headers of GET and no body", async () => {
    const { status, headers, body } = await ask("/", { method: "HEAD" });
    expect({ status, body }).toEqual({ status: 200, body: "" });
    expect(Number(headers.get("content-length"))).toBeGreaterThan(500);
  });

  test("what is no address is 400", async () => {
    const sent = request({ port: new URL(url).port, path: "http://[" });
    sent.end();
    const [answer] = (await once(sent, "response")) as [{ statusCode: number; resume(): void }];
    answer.resume();
    expect(answer.statusCode).toBe(400);
  });
});

describe("the metrics", () => {
  test("count by route, method and status; paths and methods that people make up share one label", async () => {
    for (const path of ["/", "/", "/work?ms=1", "/work?ms=0", "/a", "/b"]) await ask(path);
    await ask("/", { method: "POST" });
    await ask("/", { method: "DELETE" });
    expect(await samples("http_requests_total{")).toEqual([
      'http_requests_total{route="/",method="GET",status="200"} 2',
      'http_requests_total{route="/work",method="GET",status="200"} 1',
      'http_requests_total{route="/work",method="GET",status="400"} 1',
      'http_requests_total{route="none",method="GET",status="404"} 2',
      'http_requests_total{route="/",method="other",status="405"} 2',
    ]);
  });

  test("have a histogram whose buckets grow up to the count", async () => {
    for (let i = 0; i < 5; i++) await ask("/work?ms=3");
    const buckets = await samples('http_request_duration_seconds_bucket{route="/work"');
    const counts = buckets.map((line) => Number(line.split(" ")[1]));
    expect(counts).toEqual([...counts].sort((a, b) => a - b));
    expect(buckets.at(-1)).toBe('http_request_duration_seconds_bucket{route="/work",le="+Inf"} 5');
    expect(await samples('http_request_duration_seconds_count{route="/work"}')).toEqual([
      'http_request_duration_seconds_count{route="/work"} 5',
    ]);
    const [sum] = await samples('http_request_duration_seconds_sum{route="/work"}');
    expect(Number(sum?.split(" ")[1])).toBeGreaterThan(0);
  });

  test("say what runs now, what version it is, and each sample has its type", async () => {
    const work = ask("/work?ms=100");
    await ask("/live");
    expect(await samples("http_requests_in_flight ")).toEqual(["http_requests_in_flight 1"]);
    await work;
    expect(await samples("http_requests_in_flight ")).toEqual(["http_requests_in_flight 0"]);
    expect(await samples("lecture_web_info")).toEqual(['lecture_web_info{version="1.2.3"} 1']);
    const text = await samples("");
    const typed = text.filter((line) => line.startsWith("# TYPE")).map((line) => line.split(" ")[2] ?? "");
    const named = text.filter((line) => /^[a-z]/.test(line)).map((line) => line.split(/[{ ]/)[0]?.replace(/_(bucket|sum|count)$/, ""));
    expect([...new Set(named)]).toEqual(typed);
  });

  test("are at their own port only, which has nothing else", async () => {
    expect((await ask("/metrics")).status).toBe(404);
    expect((await fetch(metricsUrl.replace("/metrics", "/"))).status).toBe(404);
    expect((await fetch(metricsUrl)).headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  });
});

test("a client that sends nonsense is answered 400 and disconnected, others are not disturbed", async () => {
  const socket = connect(Number(new URL(url).port));
  socket.write("nonsense\r\n\r\n");
  const [data] = (await once(socket, "data")) as [Buffer];
  expect(data.toString()).toMatch(/^HTTP\/1\.1 400 Bad Request/);
  socket.destroy();
  expect((await ask("/live")).body).toBe("live\n");
});

test("a port that is taken is an error, not a crash later", async () => {
  const other = createApp({ ...settingsFrom({}), port: Number(new URL(url).port), adminPort: 0 });
  await expect(other.start()).rejects.toThrow("EADDRINUSE");
  await other.stop(0);
});

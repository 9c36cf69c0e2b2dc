import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { Agent, get, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";

const ROOT = join(__dirname, "..");

interface Running {
  readonly process: ChildProcess;
  readonly port: number;
  /** The exit code, and all that was printed. */
  readonly ended: Promise<{ code: number | null; text: string }>;
}

const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill("SIGKILL");
});

function run(environment: Record<string, string>): { process: ChildProcess; text: () => string; ended: Running["ended"] } {
  const env = { PATH: process.env["PATH"], PORT: "0", ADMIN_PORT: "0", ...environment };
  const child = spawn(process.execPath, ["src/main.js"], { cwd: ROOT, env, stdio: ["ignore", "pipe", "pipe"] });
  running.push(child);
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data: Buffer) => (text += data.toString()));
  return { process: child, text: () => text, ended: once(child, "close").then(([code]) => ({ code: code as number | null, text })) };
}

/** Starts the app as its image does, and waits until it listens. */
async function start(environment: Record<string, string> = {}): Promise<Running> {
  const { process: child, text, ended } = run(environment);
  while (!text().includes("\n")) await once(child.stdout ?? child, "data");
  return { process: child, port: Number(/listens on (\d+)/.exec(text())?.[1]), ended };
}

/** One request over a connection of the agent; an error is a lost request. */
async function ask(port: number, path: string, agent?: Agent): Promise<IncomingMessage> {
  const [answer] = (await once(get({ port, path, agent }), "response")) as [IncomingMessage];
  answer.resume();
  await once(answer, "end");
  return answer;
}

/** Ready as a load balancer sees it: not when it is refused either. */
const isReady = async (port: number): Promise<boolean> =>
  ask(port, "/ready").then(
    ({ statusCode }) => statusCode === 200,
    () => false,
  );

// Windows has no signals: Node ends such a process at once.
(process.platform === "win32" ? describe.skip : describe)("told to stop", () => {
  test("after SIGTERM no request of clients with open connections is lost, while another pod takes over", async () => {
    const [old, next] = await Promise.all([start({ DRAIN_SECONDS: "1" }), start()]);
    const agents = new Map([old, next].map(({ port }) => [port, new Agent({ keepAlive: true })]));
    // As a load balancer does: it looks from time to time, and until then goes on sending requests to the old pod.
    const now = { target: old.port, asked: 0, stopped: false };
    const balancer = (async () => {
      while (await isReady(old.port)) await new Promise((resolve) => setTimeout(resolve, 300));
      now.target = next.port;
    })();
    const seen = new Map<string, number>();
    const lost: unknown[] = [];
    const client = async (path: string): Promise<void> => {
      while (!now.stopped || now.asked < 4000) {
        const { target } = now;
        now.asked += 1;
        await ask(target, path, agents.get(target)).then(
          ({ statusCode, headers }) => {
            const kind = `${target === old.port ? "old" : "next"} ${statusCode} ${headers.connection}`;
            seen.set(kind, (seen.get(kind) ?? 0) + 1);
          },
          (error: unknown) => lost.push(error),
        );
        if (now.asked >= 1000 && !old.process.killed) old.process.kill("SIGTERM");
      }
    };
    const clients = Array.from({ length: 20 }, (_, index) => client(index % 10 === 0 ? "/work?ms=2" : "/api/pod"));
    const { code, text } = await old.ended;
    now.stopped = true;
    await Promise.all([balancer, ...clients]);
    for (const agent of agents.values()) agent.destroy();

    expect(lost).toEqual([]);
    expect([...seen.values()].reduce((sum, count) => sum + count)).toBe(now.asked);
    expect([...seen.keys()].sort()).toEqual(["next 200 keep-alive", "old 200 close", "old 200 keep-alive"]);
    expect({ code, text: text.split("\n").slice(1) }).toEqual({
      code: 0,
      text: ["SIGTERM: not ready, serving for 1 s more", "stopped, all requests were answered", ""],
    });
  }, 60_000);

  test("while draining it is live, not ready, and still takes new connections; then it takes none", async () => {
    const app = await start({ DRAIN_SECONDS: "1" });
    expect(await isReady(app.port)).toBe(true);
    app.process.kill("SIGTERM");
    while (await isReady(app.port));
    const answers = await Promise.all(["/ready", "/live", "/"].map((path) => ask(app.port, path)));
    expect(answers.map(({ statusCode, headers }) => `${statusCode} ${headers.connection}`)).toEqual([
      "503 close",
      "200 close",
      "200 close",
    ]);
    expect((await app.ended).code).toBe(0);
    await expect(ask(app.port, "/live")).rejects.toThrow("ECONNREFUSED");
  });

  test("what runs when it stops is finished first", async () => {
    const app = await start({ DRAIN_SECONDS: "0" });
    const work = Promise.all([ask(app.port, "/work?ms=300"), ask(app.port, "/work?ms=300")]);
    await ask(app.port, "/live");
    app.process.kill("SIGTERM");
    expect((await work).map(({ statusCode }) => statusCode)).toEqual([200, 200]);
    expect((await app.ended).code).toBe(0);
  });

  test("connections that were opened and never used do not keep it", async () => {
    const app = await start({ DRAIN_SECONDS: "0" });
    const socket = connect(app.port);
    await once(socket, "connect");
    await ask(app.port, "/live");
    app.process.kill("SIGTERM");
    expect((await app.ended).code).toBe(0);
    socket.destroy();
  });

  test("it stops hard two seconds before Kubernetes would, and says how many requests it cut", async () => {
    const app = await start({ DRAIN_SECONDS: "0", GRACE_SECONDS: "3" });
    const work = Promise.allSettled(Array.from({ length: 5 }, () => ask(app.port, "/work?ms=1000")));
    await ask(app.port, "/live");
    app.process.kill("SIGTERM");
    const { code, text } = await app.ended;
    expect(code).toBe(1);
    expect(text).toMatch(/\nstopped hard after 1 s, [45] requests were cut\n$/);
    expect((await work).some(({ status }) => status === "rejected")).toBe(true);
  });

  test("a second signal stops at once, as somebody at a terminal wants", async () => {
    const app = await start({ DRAIN_SECONDS: "20" });
    app.process.kill("SIGTERM");
    while (await isReady(app.port));
    app.process.kill("SIGINT");
    expect(await app.ended).toEqual({ code: 1, text: expect.stringContaining("SIGINT again: stopped at once, 0 requests were cut") });
  });
});

test("refuses settings, all of them at once, with what is allowed", async () => {
  const { ended } = run({ PORT: "http", ADMIN_PORT: "65536", DRAIN_SECONDS: "-1", GRACE_SECONDS: "0" });
  expect(await ended).toEqual({
    code: 1,
    text: [
      'PORT must be an integer from 0 to 65535, got "http"',
      'ADMIN_PORT must be an integer from 0 to 65535, got "65536"',
      'DRAIN_SECONDS must be an integer from 0 to 3600, got "-1"',
      'GRACE_SECONDS must be an integer from 1 to 7200, got "0"',
      "",
    ].join("\n"),
  });
  expect(await run({ PORT: "80", ADMIN_PORT: "80" }).ended).toEqual({ code: 1, text: "PORT and ADMIN_PORT must differ, both are 80\n" });
  expect(await run({ DRAIN_SECONDS: "10", GRACE_SECONDS: "12" }).ended).toEqual({
    code: 1,
    text: "GRACE_SECONDS must be more than DRAIN_SECONDS + 2 = 12, got 12\n",
  });
});

test("a port that is taken ends it with one line", async () => {
  const { port } = await start();
  const { code, text } = await run({ PORT: String(port) }).ended;
  expect({ code, text: text.replace(/ :+\d+/, "") }).toEqual({
    code: 1,
    text: "cannot listen: listen EADDRINUSE: address already in use\n",
  });
});

test("the image has the version of the package, no root, and no more than the sources", () => {
  const read = (file: string): string => readFileSync(join(ROOT, file), "utf8");
  const { version } = JSON.parse(read("package.json")) as { version: string };
  const lines = read("Dockerfile").split("\n");
  expect(lines).toEqual(expect.arrayContaining(["FROM node:24-bookworm-slim", `ARG VERSION=${version}`, "USER 10001"]));
  expect(lines.filter((line) => /^(RUN|ADD)/.test(line))).toEqual([]);
  expect(read(".dockerignore")).toBe("*\n!src\n!package.json\n");
});

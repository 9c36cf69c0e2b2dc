import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

// The end-to-end test believes this program when it says that nothing was lost: here is a server that does lose something.

const store = new Map<string, string>();
/** What the server says to a write instead of keeping it. */
let instead: string | undefined;
/** How many writes it said yes to, and how many it did not. */
const said = { yes: 0, no: 0 };
let silence = Promise.resolve();
let server: Server;
let program: ChildProcessWithoutNullStreams;
let asked = 0;
const answers = new Map<number, (answer: { result?: unknown; error?: string }) => void>();

function reply([verb = "", name = "", value = ""]: readonly string[]): string {
  const bulk = (text: string): string => `$${text.length}\r\n${text}\r\n`;
  const { port } = server.address() as AddressInfo;
  const verbs: Record<string, () => string> = {
    get: () => (store.has(name) ? bulk(store.get(name) as string) : "$-1\r\n"),
    set: () => {
      if (instead === undefined) store.set(name, value);
      const answer = instead ?? "+OK\r\n";
      said[answer.startsWith("+") ? "yes" : "no"] += 1;
      return answer;
    },
    cluster: () =>
      /slots/i.test(name) ? `*1\r\n*3\r\n:0\r\n:16383\r\n*2\r\n$9\r\n127.0.0.1\r\n:${port}\r\n` : bulk("cluster_state:ok\r\n"),
    info: () => bulk("loading:0\r\n"),
    ping: () => "-NOAUTH Authentication required.\r\n",
  };
  return (verbs[verb.toLowerCase()] ?? (() => "+OK\r\n"))();
}

function serve(socket: Socket): void {
  let text = "";
  let turn = Promise.resolve();
  socket.on("error", () => undefined);
  socket.on("data", (data) => {
    text += data.toString("latin1");
    for (;;) {
      const count = Number(/^\*(\d+)\r\n/.exec(text)?.[1]);
      const words = new RegExp(`^\\*\\d+\\r\\n${"\\$\\d+\\r\\n(.*)\\r\\n".repeat(count || 0)}`).exec(text);
      if (!count || !words) return;
      text = text.slice(words[0].length);
      turn = turn.then(() => silence).then(() => void socket.write(reply(words.slice(1)), "latin1"));
    }
  });
}

async function ask<Result>(verb: string, props: object = {}): Promise<Result> {
  const id = ++asked;
  program.stdin.write(`${JSON.stringify({ id, verb, ...props })}\n`);
  const { result, error } = await new Promise<{ result?: unknown; error?: string }>((done) => answers.set(id, done));
  if (error !== undefined) throw new Error(error);
  return result as Result;
}

const here = (): { host: string; port: number } => ({ host: "127.0.0.1", port: (server.address() as AddressInfo).port });
/** Until so many more writes were acknowledged than the server has answered by now. */
const more = (writes: number): Promise<void> => ask("until", { writes: said.yes + writes, seconds: 20 });
/** Says no to some writes. */
async function refuse(reason: string): Promise<void> {
  const end = said.no + 10;
  instead = reason;
  while (said.no < end) await sleep(5);
  instead = undefined;
}

beforeEach(async () => {
  store.clear();
  instead = undefined;
  Object.assign(said, { yes: 0, no: 0 });
  silence = Promise.resolve();
  server = createServer(serve).listen(0, "127.0.0.1");
  await once(server, "listening");
  program = spawn(process.execPath, [resolve("test/e2e/redis-load-program.mjs")]);
  createInterface({ input: program.stdout }).on("line", (line) => {
    const { id, ...answer } = JSON.parse(line) as { id: number; result?: unknown; error?: string };
    answers.get(id)?.(answer);
  });
});
afterEach(async () => {
  program.kill("SIGKILL");
  if (program.exitCode === null && program.signalCode === null) await once(program, "close");
  server.close();
});

const start = (): Promise<void> => ask("start", { ...here(), lanes: 4, rate: 4000, patience: 5, prefix: "app:" });

test("what was acknowledged is found again, under keys that begin as they shall", async () => {
  await start();
  await more(900);
  const report = await ask<{ sections: object[] }>("stop");
  expect(report).toMatchObject({ keys: 400, lost: 0, unverified: {}, sections: [{ name: "start", failed: 0, stale: 0, failures: {} }] });
  expect([...store.keys()].every((key) => key.startsWith("app:"))).toBe(true);
});

test("what a server forgets is lost, even where it was written again later", async () => {
  await start();
  await more(900);
  const before = await ask("mark", { name: "forgetful" });
  store.clear();
  await more(1600);
  const report = await ask<{ lost: number; lostExamples: string[]; sections: { stale: number }[] }>("stop");
  expect(before).toMatchObject({ stale: 0 });
  // Those that were being read or written at that moment are newer than the loss.
  expect(report.lost).toBeGreaterThanOrEqual(396);
  expect(report.sections[1]?.stale).toBe(report.lost);
  expect(report.lostExamples[0]).toMatch(/^app:\w+:\{\d+\}:\d+ holds null, acknowledged was \d+, attempted \d+$/);
});

test("writes that are acknowledged and not kept are lost", async () => {
  await start();
  await more(900);
  instead = "+OK\r\n";
  await more(100);
  const report = await ask<{ lost: number }>("stop");
  expect(report.lost).toBeGreaterThanOrEqual(100);
});

test("what the server refuses has failed, with its reason; what it cannot do yet is tried again", async () => {
  await start();
  await more(100);
  await refuse("-LOADING Redis is loading the dataset in memory\r\n");
  await more(100);
  const loading = await ask("mark", { name: "refusing" });
  await refuse("-OOM command not allowed when used memory > 'maxmemory'.\r\n");
  const { sections, ...report } = await ask<{ sections: { failed: number; failures: object; retried: object }[] }>("stop");
  expect(loading).toMatchObject({ failed: 0, retried: { "LOADING Redis is loading the dataset in memory": expect.any(Number) } });
  expect(sections[1]?.failed).toBeGreaterThanOrEqual(10);
  expect(sections[1]?.failures).toEqual({ "OOM command not allowed when used memory > 'maxmemory'.": sections[1]?.failed });
  expect(report).toMatchObject({ lost: 0, unverified: {} });
});

test("a gap counts as far as it has come, and in full where it ends", async () => {
  await start();
  await more(100);
  silence = sleep(600);
  await sleep(300);
  const running = await ask<{ longestGap: number }>("mark", { name: "ends here" });
  await more(200);
  const ended = await ask<{ longestGap: number }>("mark", { name: "rest" });
  expect(running.longestGap).toBeGreaterThan(200);
  expect(ended.longestGap).toBeGreaterThan(500);
});

test("of what was filled in, the missing and the different keys are told apart", async () => {
  await start();
  await ask("fill", { keys: 50, bytes: 100 });
  const filled = [...store].filter(([, value]) => value.length === 100).map(([key]) => key);
  const before = await ask("checksum");
  store.delete(filled[0] as string);
  store.set(filled[1] as string, "x".repeat(100));
  const after = await ask("checksum");
  expect(filled).toHaveLength(50);
  expect(before).toMatchObject({ keys: 50, missing: 0, different: 0, unverified: {} });
  expect(after).toMatchObject({ keys: 50, missing: 1, different: 1, examples: filled.slice(0, 2) });
});

test("one command says what the server says, or why there is no answer", async () => {
  await expect(ask("once", { ...here(), command: ["SET", "a", "b"] })).resolves.toEqual({ reply: "OK" });
  await expect(ask("once", { ...here(), command: ["PING"] })).resolves.toEqual({ error: "NOAUTH Authentication required." });
  const gone = here();
  server.close();
  await expect(ask("once", { ...gone, command: ["PING"] })).resolves.toEqual({ error: `connect ECONNREFUSED 127.0.0.1:${gone.port}` });
});

test("it ends with its input", async () => {
  await start();
  program.stdin.end();
  expect(await once(program, "close")).toEqual([0, null]);
});

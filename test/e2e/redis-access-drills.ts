import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import type { Say } from "./redis-drills";
import { type RedisClientProps, RedisLoad } from "./redis-load";
import { TRIAL } from "./redis-system";
import { expectNothingLost, expectServed, type RedisTrials } from "./redis-trials";

const run = promisify(execFile);
const openssl = (words: readonly string[]): Promise<unknown> => run("openssl", [...words]);

/** A cache without persistence: a master that crashes does not come back empty with its slots. */
export async function caches(trials: RedisTrials, say: Say): Promise<void> {
  await trials.apply({ persistent: false });
  const load = await trials.load();
  await load.fill(2000, 100);
  await load.mark("crash");
  const [master = ""] = await trials.masters();
  await trials.crash(master);
  await trials.sound(120);
  const { missing, different, keys } = await load.checksum();
  if (missing + different > 0) throw new Error(`a master without persistence crashed: of ${keys} keys ${missing} are missing`);
  say("cache without persistence: kill -9 of a master", expectServed(await load.mark("renewed"), 6000));
  const { seconds } = await trials.apply({ persistent: false, hz: 11 });
  const after = await load.checksum();
  if (after.missing + after.different > 0) throw new Error(`all pods were renewed: of ${keys} keys ${after.missing} are missing`);
  say(`cache without persistence: all pods renewed in ${seconds} s`, expectServed(await load.mark("end"), 2000));
  await load.close();
}

/** Users: wrong passwords and forbidden commands are refused; a password is changed while clients go on. */
export async function access(trials: RedisTrials, say: Say): Promise<void> {
  await trials.apply({ users: true });
  const secret = `secret/${TRIAL.cluster}-users`;
  const encoded = await trials.kubectl("get", secret, "-o", "jsonpath={.data.app}");
  const password = Buffer.from(encoded, "base64").toString();
  const login = { username: "app", password };
  await expectError(await trials.client(), ["PING"], /NOAUTH/);
  await expectError(await trials.client({ username: "app", password: "wrong" }), ["PING"], /WRONGPASS/);
  await expectError(await trials.client(login), ["FLUSHALL"], /NOPERM/);
  await expectError(await trials.client(login), ["CONFIG", "GET", "*"], /NOPERM/);

  await trials.expectMetrics();
  const load = await trials.load(login);
  await load.mark("password changed");
  const next = "another-password-of-these-tests";
  await trials.kubectl("patch", secret, "-p", JSON.stringify({ stringData: { app: next } }));
  const renewed = await trials.client({ username: "app", password: next });
  const seconds = await until(180, async () => (await RedisLoad.once(renewed, ["PING"])).reply === "PONG");
  say("seconds until a new password is valid", seconds);
  const over = await until(
    180,
    async () => (await RedisLoad.once(await trials.client(login), ["PING"])).error?.includes("WRONGPASS") === true,
  );
  say("seconds more until the old one is not", over);
  say("clients meanwhile", expectServed(await load.mark("end"), 1000));
  await expectNothingLost(load);
}

/** Encryption: plain clients are refused, others served; certificates are renewed while servers run. */
export async function encryption(trials: RedisTrials, say: Say): Promise<void> {
  const tls = "store-tls";
  const folder = await mkdtemp(join(tmpdir(), "tagenal-tls-"));
  try {
    await trials.kubectl("create", "namespace", TRIAL.namespace);
    const first = await issue(folder);
    await trials.kubectl("create", "secret", "generic", tls, ...first);
    await trials.apply({ users: true, tls }, "--adopt");
    const encoded = await trials.kubectl("get", `secret/${TRIAL.cluster}-users`, "-o", "jsonpath={.data.app}");
    const login = { username: "app", password: Buffer.from(encoded, "base64").toString(), ca: "/tls/ca.crt" };
    await expectError(await trials.client({ ...login, ca: undefined }), ["PING"], /ECONNRESET|closed|EPIPE/i);
    await trials.expectMetrics();
    const load = await trials.load(login);
    await load.mark("crash");
    const [master = ""] = await trials.masters();
    await trials.crash(master);
    await trials.sound(90);
    say("encrypted: kill -9 of a master", expectServed(await load.mark("renewed certificates"), 6000));
    const before = await serial(trials);
    const data = await trials.kubectl("create", "secret", "generic", tls, ...(await issue(folder)), "--dry-run=client", "-o", "json");
    await trials.kubectl("patch", `secret/${tls}`, "-p", JSON.stringify({ data: (JSON.parse(data) as { data: object }).data }));
    say("seconds until a renewed certificate is served", await until(180, async () => (await serial(trials)) !== before));
    expectServed(await load.mark("end"), 1000);
    await expectNothingLost(load);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The serial number of the certificate that the first server shows. */
async function serial(trials: RedisTrials): Promise<string> {
  const program = `require("tls").connect({ host: ${JSON.stringify(TRIAL.host)}, port: 6379, rejectUnauthorized: false }, function () { console.log(this.getPeerCertificate().serialNumber); process.exit() })`;
  return trials.kubectl("exec", await trials.pod(), "--", "node", "-e", program);
}

/** A certificate for the cluster's names, of an authority that stays the same; as arguments of `kubectl create secret`. */
async function issue(folder: string): Promise<string[]> {
  const at = (name: string): string => join(folder, name);
  const known = await readFile(at("ca.crt")).catch(() => undefined);
  const short = ["-newkey", "rsa:2048", "-nodes", "-subj", "/CN=tests", "-days", "2"];
  if (!known) await openssl(["req", "-x509", ...short, "-keyout", at("ca.key"), "-out", at("ca.crt")]);
  const { namespace, cluster } = TRIAL;
  const names = [`*.${cluster}-pods.${namespace}.svc`, `${cluster}.${namespace}.svc`, "localhost"].map((name) => `DNS:${name}`);
  await writeFile(at("names"), `subjectAltName=${names.join(",")}\n`);
  await openssl(["req", ...short.slice(0, 5), "-keyout", at("tls.key"), "-out", at("tls.csr")]);
  const sign = ["x509", "-req", "-in", at("tls.csr"), "-CA", at("ca.crt"), "-CAkey", at("ca.key"), "-CAcreateserial", "-days", "2"];
  await openssl([...sign, "-extfile", at("names"), "-out", at("tls.crt")]);
  return ["ca.crt", "tls.crt", "tls.key"].map((name) => `--from-file=${at(name)}`);
}

async function expectError(client: RedisClientProps, command: readonly string[], wanted: RegExp): Promise<void> {
  const { reply, error } = await RedisLoad.once(client, command);
  if (error === undefined || !wanted.test(error))
    throw new Error(`${command.join(" ")} as ${client.username ?? "nobody"}: ${error ?? JSON.stringify(reply)}, wanted is ${wanted}`);
}

async function until(limit: number, holds: () => Promise<boolean>): Promise<number> {
  for (let seconds = 0; seconds < limit; seconds += 1) {
    if (await holds().catch(() => false)) return seconds;
    await sleep(1000);
  }
  throw new Error(`not within ${limit} s`);
}

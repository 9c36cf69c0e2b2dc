import { RefusedError } from "../../constructs/core";
import type { PlanCredential } from "../../constructs/plan";
import { applyPlan } from "../../infra/apply/apply-plan";
import { credentialStates, type FilledCredential, fillCredentials, type GivenValues } from "../../infra/apply/credentials";
import { deletePlan } from "../../infra/apply/delete-plan";
import { FakeCluster } from "./fake-cluster";
import { config, credential, namespace, planWith, runOf } from "./small-plan";

let cluster = new FakeCluster();
beforeEach(() => {
  cluster = new FakeCluster();
});

const planOf = (...credentials: PlanCredential[]): ReturnType<typeof planWith> =>
  planWith([namespace("shop"), namespace("other")], { credentials });
const fill = (credentials: readonly PlanCredential[], given?: GivenValues): Promise<FilledCredential[]> =>
  fillCredentials(cluster, planOf(...credentials), given);
const valueIn = (home: string, key = "password"): string | undefined => {
  const value = (cluster.objects.get(`Secret/${home}/key`)?.["data"] as Record<string, string> | undefined)?.[key];
  return value === undefined ? undefined : Buffer.from(value, "base64").toString();
};
const put = (home: string, data: Record<string, string>, marks: object = {}): void => {
  const encoded = Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value).toString("base64")]));
  cluster.put({ apiVersion: "v1", kind: "Secret", metadata: { name: "key", namespace: home, ...marks }, data: encoded });
};
const refusal = async (work: Promise<unknown>): Promise<readonly string[]> => {
  const error = await work.then(() => undefined).catch((one: unknown) => one);
  if (!(error instanceof RefusedError)) throw new Error(`not refused: ${String(error)}`);
  return error.problems.map(({ message }) => message);
};
const both = credential(["shop", "other"]);

test("a value is made once, and is the same in all its namespaces", async () => {
  expect((await fill([both])).map(({ namespace, from }) => `${namespace} ${from}`)).toEqual(["shop generated", "other copied"]);
  const made = valueIn("shop");
  expect(made).toMatch(/^[A-Za-z0-9]{32}$/);
  expect(valueIn("other")).toBe(made);
  expect(cluster.objects.get("Secret/shop/key")?.metadata.labels).toEqual({ "app.kubernetes.io/managed-by": "tagenal" });
  expect(await fill([both])).toEqual([]);
  expect(valueIn("shop")).toBe(made);
});

test("a value is as long as its credential says", async () => {
  await fill([credential(["shop"], { source: { kind: "generated", length: 64 } })]);
  expect(valueIn("shop")).toHaveLength(64);
});

test("what any namespace has is copied, not made", async () => {
  await cluster.run(["apply", "--server-side", "-f", "-"], { input: JSON.stringify({ items: [namespace("other").manifest] }) });
  put("other", { password: "theirs" });
  expect((await fill([both])).map(({ namespace, from }) => `${namespace} ${from}`)).toEqual(["shop copied"]);
  expect([valueIn("shop"), valueIn("other")]).toEqual(["theirs", "theirs"]);
});

test("keys that share a Secret are written together, and what else is in it stays", async () => {
  await fill([credential(["shop"])]);
  put("shop", { password: "p", mine: "m" });
  await fill([credential(["shop"]), credential(["shop"], { key: "token" })]);
  expect([valueIn("shop"), valueIn("shop", "mine"), valueIn("shop", "token")?.length]).toEqual(["p", "m", 32]);
});

test("what must be given is taken from what is given, and left open where it is not", async () => {
  const given = credential(["shop"], { source: { kind: "given", key: "smtp" } });
  expect(await fill([given])).toEqual([]);
  expect((await credentialStates(cluster, planOf(given)))[0]).toMatchObject({ filled: [], missing: ["shop"], differs: false });
  expect((await fill([given], { smtp: "s3cret" })).map(({ from }) => from)).toEqual(["given"]);
  expect(valueIn("shop")).toBe("s3cret");
});

test("somebody who is first at the same time wins, and nothing is said to be ours", async () => {
  await fill([credential(["shop"], { key: "token" })]);
  let raced = false;
  cluster.beforeDeed = () => {
    if (!raced) put("shop", { password: "theirs" });
    raced = true;
  };
  expect((await fill([both])).map(({ namespace, from }) => `${namespace} ${from}`)).toEqual(["other copied"]);
  expect([valueIn("shop"), valueIn("other")]).toEqual(["theirs", "theirs"]);
});

describe("is refused, and shows no value:", () => {
  const given = credential(["shop"], { source: { kind: "given", key: "smtp" } });

  test("namespaces with different values", async () => {
    await fill([both]);
    put("other", { password: "another" });
    expect((await credentialStates(cluster, planOf(both)))[0]?.differs).toBe(true);
    expect(await refusal(fill([both]))).toEqual([
      `Secret shop/key, key 'password' and Secret other/key, key 'password' hold different values of "what opens it"; delete the wrong one, and it is copied from the other`,
    ]);
  });

  test("another value than the one that is there", async () => {
    await fill([given], { smtp: "first-value" });
    const [message = ""] = await refusal(fill([given], { smtp: "second-value" }));
    expect(message).toContain("is filled with another value than the one given, and is never overwritten");
    expect(message).not.toMatch(/(first|second)-value/);
  });

  test("a key that nobody wants", async () => {
    expect(await refusal(fill([given], { smpt: "x" }))).toEqual(['no credential is given under the key "smpt"; there are smtp']);
  });

  test("a Secret of another tool that lacks the key", async () => {
    put("shop", {}, { annotations: { "meta.helm.sh/release-name": "web" } });
    expect(await refusal(fill([given], { smtp: "x" }))).toEqual([
      "Secret shop/key, key 'password' is missing in a Secret that Helm (web) manages; add the key there",
    ]);
  });

  test("whatever the API server says", async () => {
    cluster.refuse = ({ kind, data }) =>
      kind === "Secret" ? `Error from server (Invalid): Secret "key" is invalid: ${JSON.stringify(data)} top-secret` : undefined;
    const error = await fill([given], { smtp: "top-secret" }).catch((one: unknown) => one);
    expect(String(error)).toContain("is invalid");
    expect(`${String(error)} ${JSON.stringify(error)} ${String((error as Error).cause)}`).not.toMatch(
      new RegExp(`top-secret|${Buffer.from("top-secret").toString("base64")}`),
    );
  });
});

test("a Secret that somebody made, and we put a value into, is not deleted with the rest", async () => {
  const plan = planWith([config("theirs", "settings", "1")], { credentials: [credential(["theirs"])] });
  cluster.put(namespace("theirs").manifest);
  put("theirs", { mine: "m" });
  await applyPlan(runOf(plan, cluster), { phase: "", changed: 0 });
  expect(valueIn("theirs")).toHaveLength(32);
  await deletePlan(runOf(plan, cluster));
  expect(valueIn("theirs", "mine")).toBe("m");
});

import type { PlanObject } from "../../../../constructs/plan";
import type { Attempt, Side } from "../../../../constructs/plan/network/policy-simulation";
import { cache, db, far, near, pod, policy, simulate, space, web } from "./policy-objects";

const six: Side = { kind: "address", name: "the new world", ip: "2001:db8::1" };

const WEB = { podSelector: { matchLabels: { app: "web" } } };
const CACHE = { podSelector: { matchLabels: { app: "cache" } } };
const DB = { podSelector: { matchLabels: { app: "db" } } };
const IN_DATA = { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "data" } } };

/** Only egress of web is restricted, to what the rules say. */
function egress(...rules: readonly object[]): PlanObject {
  return policy("web", "shop", { ...WEB, policyTypes: ["Egress"], egress: rules });
}

/** Only ingress of db is restricted, to what the rules say. */
function ingress(...rules: readonly object[]): PlanObject {
  return policy("db", "data", { ...DB, policyTypes: ["Ingress"], ingress: rules });
}

type Case = readonly [sentence: string, objects: readonly PlanObject[], attempt: Attempt, allowed: boolean];

const toCache: Attempt = { client: web, server: cache, port: 6379 };
const toDb: Attempt = { client: web, server: db, port: 3306 };
const allPods = { podSelector: {} };

const isolation: readonly Case[] = [
  ["without policies everything is allowed", [], toDb, true],
  ["a policy of another namespace selects nothing here", [policy("deny", "data", { ...allPods, policyTypes: ["Egress"] })], toCache, true],
  ["a policy of the namespace selects by labels", [egress()], toCache, false],
  ["other labels are not selected", [egress()], { ...toCache, client: cache, server: web }, true],
  [
    "an empty selector selects all pods of the namespace",
    [policy("deny", "shop", { ...allPods, policyTypes: ["Egress"] })],
    toCache,
    false,
  ],
  ["isolated outgoing, a pod may still be called", [egress()], { client: cache, server: web, port: 80 }, true],
  ["isolated incoming, a pod may still call", [ingress()], { client: db, server: web, port: 80 }, true],
  ["isolated incoming, a pod is called in vain", [ingress()], toDb, false],
  ["both sides must allow: only the client does", [egress({}), ingress()], toDb, false],
  ["both sides must allow: only the server does", [egress(), ingress({})], toDb, false],
  ["both sides must allow: they do", [egress({}), ingress({})], toDb, true],
  ["policies add up", [egress(), policy("more", "shop", { ...allPods, policyTypes: ["Egress"], egress: [{}] })], toCache, true],
  [
    "addresses have no policies",
    [policy("deny", "shop", { ...allPods, policyTypes: ["Ingress", "Egress"] })],
    { client: near, server: far, port: 1 },
    true,
  ],
  [
    "pods without namespace belong together",
    [policy("deny", undefined, { ...CACHE })],
    { client: pod("web", undefined), server: pod("cache", undefined), port: 1 },
    false,
  ],
  [
    "pods without namespace are peers of one another",
    [policy("one", undefined, { ...CACHE, ingress: [{ from: [WEB] }] })],
    { client: pod("web", undefined), server: pod("cache", undefined), port: 1 },
    true,
  ],
];

const policyTypes: readonly Case[] = [
  ["without types, a policy isolates incoming", [policy("db", "data", DB)], toDb, false],
  ["without types and egress, a policy leaves outgoing free", [policy("web", "shop", WEB)], toCache, true],
  ["without types, an empty egress leaves outgoing free", [policy("web", "shop", { ...WEB, egress: [] })], toCache, true],
  ["without types, a rule of egress isolates outgoing", [policy("web", "shop", { ...WEB, egress: [{ to: [DB] }] })], toCache, false],
  ["without types, a policy of egress isolates incoming too", [policy("db", "data", { ...DB, egress: [{}] })], toDb, false],
  [
    "rules of a direction that is not among the types count for nothing",
    [egress(), policy("in", "shop", { ...WEB, policyTypes: ["Ingress"], egress: [{}] })],
    toCache,
    false,
  ],
];

const peers: readonly Case[] = [
  ["no 'to' means everybody: pods", [egress({ ports: [{ port: 6379 }] })], toCache, true],
  ["no 'to' means everybody: addresses", [egress({ to: [] })], { client: web, server: far, port: 443 }, true],
  ["no 'from' means everybody: addresses", [ingress({ from: [] })], { client: far, server: db, port: 3306 }, true],
  ["a pod selector means the policy's own namespace", [egress({ to: [CACHE] })], toCache, true],
  ["a pod selector means no other namespace", [egress({ to: [DB] })], toDb, false],
  ["a pod selector means no address", [egress({ to: [allPods] })], { client: web, server: far, port: 443 }, false],
  ["a namespace selector means all of its pods", [egress({ to: [IN_DATA] })], toDb, true],
  ["a namespace selector means no other namespace", [egress({ to: [IN_DATA] })], toCache, false],
  ["an empty namespace selector means every namespace", [egress({ to: [{ namespaceSelector: {} }] })], toDb, true],
  [
    "an empty namespace selector means no address",
    [egress({ to: [{ namespaceSelector: {} }] })],
    { client: web, server: far, port: 443 },
    false,
  ],
  ["both selectors together: both fit", [egress({ to: [{ ...IN_DATA, ...DB }] })], toDb, true],
  ["both selectors together: the pod does not fit", [egress({ to: [{ ...IN_DATA, ...CACHE }] })], toDb, false],
  ["both selectors together: the namespace does not fit", [egress({ to: [{ ...IN_DATA, ...CACHE }] })], toCache, false],
  ["selectors in two peers: either is enough", [egress({ to: [IN_DATA, CACHE] })], toCache, true],
  [
    "labels of a namespace come from the Plan",
    [space("data", { team: "a" }), egress({ to: [{ namespaceSelector: { matchLabels: { team: "a" } } }] })],
    toDb,
    true,
  ],
  [
    "labels of a namespace differ",
    [space("data", { team: "b" }), egress({ to: [{ namespaceSelector: { matchLabels: { team: "a" } } }] })],
    toDb,
    false,
  ],
  ["a namespace of the Plan has its name as label too", [space("data", { team: "b" }), egress({ to: [IN_DATA] })], toDb, true],
  ["on the way in, a pod selector means the server's namespace", [ingress({ from: [WEB] })], toDb, false],
  ["on the way in, selectors find the client", [ingress({ from: [{ namespaceSelector: {}, ...WEB }] })], toDb, true],
];

const expressions: readonly Case[] = (
  [
    ["In", ["cache", "x"], true],
    ["In", ["x"], false],
    ["NotIn", ["x"], true],
    ["NotIn", ["cache"], false],
    ["Exists", undefined, true],
    ["DoesNotExist", undefined, false],
  ] as const
).map(([operator, values, allowed]) => [
  `an expression ${operator} ${values?.join(" or ") ?? "whatever it is"} ${allowed ? "fits" : "does not fit"}`,
  [egress({ to: [{ podSelector: { matchExpressions: [{ key: "app", operator, values }] } }] })],
  toCache,
  allowed,
]);

const ports: readonly Case[] = [
  ["no ports mean all, UDP too", [egress({ to: [CACHE], ports: [] })], { ...toCache, port: 9, protocol: "UDP" }, true],
  ["a port by number", [egress({ ports: [{ port: 6379 }] })], toCache, true],
  ["another port", [egress({ ports: [{ port: 6380 }] })], toCache, false],
  ["the protocol is TCP unless said", [egress({ ports: [{ port: 6379 }] })], { ...toCache, protocol: "UDP" }, false],
  ["the protocol is what is said", [egress({ ports: [{ port: 6379, protocol: "UDP" }] })], { ...toCache, protocol: "UDP" }, true],
  ["a protocol alone means all of its ports", [egress({ ports: [{ protocol: "UDP" }] })], { ...toCache, protocol: "UDP" }, true],
  ["a protocol alone means no other protocol", [egress({ ports: [{ protocol: "UDP" }] })], toCache, false],
  ["a range has its last port", [egress({ ports: [{ port: 6000, endPort: 6379 }] })], toCache, true],
  ["a range has its first port", [egress({ ports: [{ port: 6379, endPort: 7000 }] })], toCache, true],
  ["a range ends", [egress({ ports: [{ port: 6000, endPort: 6378 }] })], toCache, false],
  ["a name on the way in is the server's", [ingress({ ports: [{ port: "mysql" }] })], toDb, true],
  ["a name on the way out is the server's too", [egress({ ports: [{ port: "mysql" }] })], toDb, true],
  ["a name means its own port only", [ingress({ ports: [{ port: "mysql" }] })], { ...toDb, port: 3307 }, false],
  ["a name means its own protocol only", [ingress({ ports: [{ port: "mysql", protocol: "UDP" }] })], { ...toDb, protocol: "UDP" }, false],
  ["a name that the server does not have", [egress({ ports: [{ port: "mysql" }] })], { ...toCache, port: 3306 }, false],
  ["an address has no named ports", [egress({ ports: [{ port: "mysql" }] })], { client: web, server: far, port: 3306 }, false],
  [
    "peers and ports must fit in one rule",
    [egress({ to: [CACHE], ports: [{ port: 1 }] }, { to: [WEB], ports: [{ port: 6379 }] })],
    toCache,
    false,
  ],
];

const block = (cidr: string, ...except: string[]): PlanObject =>
  egress({ to: [{ ipBlock: { cidr, ...(except.length > 0 && { except }) } }] });
const toNear: Attempt = { client: web, server: near, port: 443 };

const blocks: readonly Case[] = [
  ["an address within a block", [block("10.1.0.0/16")], toNear, true],
  ["an address outside of a block", [block("10.2.0.0/16")], toNear, false],
  ["blocks need not end at a dot", [block("10.1.2.2/31")], toNear, true],
  ["a block that ends within a byte", [block("10.1.2.4/30")], toNear, false],
  ["a block of one address", [block("10.1.2.3/32")], toNear, true],
  ["an address that is excepted", [block("10.0.0.0/8", "10.7.0.0/16", "10.1.2.0/24")], toNear, false],
  ["an address beside what is excepted", [block("10.0.0.0/8", "10.1.3.0/24")], toNear, true],
  ["a block on the way in", [ingress({ from: [{ ipBlock: { cidr: "8.0.0.0/8" } }] })], { client: far, server: db, port: 3306 }, true],
  [
    "another block on the way in",
    [ingress({ from: [{ ipBlock: { cidr: "9.0.0.0/8" } }] })],
    { client: far, server: db, port: 3306 },
    false,
  ],
  ["everything has pods too", [block("0.0.0.0/0")], toCache, true],
  ["everything but something has no pods", [block("0.0.0.0/0", "10.0.0.0/8")], toCache, false],
  ["everything but something has addresses", [block("0.0.0.0/0", "10.0.0.0/8")], { client: web, server: far, port: 443 }, true],
  ["any other block has no pods", [block("10.0.0.0/8")], toCache, false],
  ["IPv6's everything has no IPv4 address", [block("::/0")], toNear, false],
  ["IPv6's everything has no pods", [block("::/0")], toCache, false],
  ["IPv4's everything has no IPv6 address", [block("0.0.0.0/0")], { client: web, server: six, port: 443 }, false],
  ["a block that is a slot still has no address", [block("<vpc>")], toNear, false],
  ["a block without a slot still has no address", [block("10.0.0.0/8", "<vpc>")], toNear, false],
];

describe.each(Object.entries({ isolation, policyTypes, peers, expressions, ports, blocks }))("%s", (_group, cases) => {
  test.each(cases)("%s", (_sentence, objects, attempt, allowed) => {
    expect(simulate(...objects).try(attempt)).toEqual({ allowed, why: expect.any(String) });
  });
});

describe("says why", () => {
  test("nobody restricts it", () => {
    expect(simulate().try(toDb).why).toBe("egress of shop/web: no policy selects it; ingress of data/db: no policy selects it");
  });

  test("which policies allow it", () => {
    const why = "egress of shop/web: policy web allows TCP 3306 to data/db; ingress of data/db: policy db allows TCP 3306 from shop/web";
    expect(simulate(egress({ to: [IN_DATA] }), ingress({})).try(toDb).why).toBe(why);
  });

  test("which policies do not", () => {
    const deny = policy("default-deny", "shop", { ...allPods, policyTypes: ["Egress"] });
    const why = "egress of shop/web: no rule of policies web, default-deny allows TCP 3306 to data/db";
    expect(simulate(egress({ to: [CACHE] }), deny).try(toDb).why).toBe(why);
  });

  test("both sides, where both deny it", () => {
    const why =
      "egress of shop/web: no rule of policy web allows UDP 53 to data/db; ingress of data/db: no rule of policy db allows UDP 53 from shop/web";
    expect(simulate(egress(), ingress()).try({ ...toDb, port: 53, protocol: "UDP" }).why).toBe(why);
  });

  test("of addresses, only the pod's side", () => {
    expect(simulate(egress()).try({ client: web, server: far, port: 443 }).why).toBe(
      "egress of shop/web: no rule of policy web allows TCP 443 to far away (8.8.8.8)",
    );
    expect(simulate().try({ client: near, server: far, port: 443 }).why).toBe("neither side is a pod");
  });

  test("of pods without namespace, by name", () => {
    expect(simulate().try({ client: near, server: pod("web", undefined), port: 80 }).why).toBe("ingress of web: no policy selects it");
  });
});

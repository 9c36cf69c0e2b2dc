import { App } from "cdk8s";
import * as fc from "fast-check";
import { Namespace, Outside, Pods } from "../../../../constructs/core";
import { planOf } from "../../../../constructs/plan";
import { type Attempt, PolicySimulation, type Side } from "../../../../constructs/plan/network/policy-simulation";
import { cache, db, far, near, pod, policy, simulate, web } from "./policy-objects";

describe("of a tree", () => {
  const app = new App();
  const [shop, data] = ["shop", "data"].map((name) => new Namespace(app, name)) as [Namespace, Namespace];
  const client = new Pods(shop, "Web", { labels: { app: "web" } });
  const server = new Pods(data, "Db", { labels: { app: "db" } });
  client.connect(server.endpoint({ name: "sql", port: 3306 }));
  client.connect(Outside.internet().endpoint());
  const simulation = new PolicySimulation(planOf(app, { system: "test" }));
  const toDb: Attempt = { client: web, server: db, port: 3306 };
  const stranger = pod("stranger", "shop");

  test("what was connected is allowed, nothing else", () => {
    expect(simulation.try(toDb).allowed).toBe(true);
    expect(simulation.try({ ...toDb, port: 3307 }).allowed).toBe(false);
    expect(simulation.try({ ...toDb, client: db, server: web }).allowed).toBe(false);
    expect(simulation.try({ ...toDb, client: stranger }).allowed).toBe(false);
  });

  test("everybody may ask kube-dns", () => {
    const dns: Side = { kind: "pods", name: "coredns", namespace: "kube-system", labels: { "k8s-app": "kube-dns" } };
    for (const one of [web, db, stranger])
      expect(simulation.try({ client: one, server: dns, port: 53, protocol: "UDP" }).allowed).toBe(true);
    expect(simulation.try({ client: web, server: dns, port: 9153 }).allowed).toBe(false);
  });

  test("the internet is not the cluster", () => {
    expect(simulation.try({ client: web, server: far, port: 443 }).allowed).toBe(true);
    expect(simulation.try({ client: web, server: near, port: 443 }).allowed).toBe(false);
    expect(simulation.try({ client: web, server: cache, port: 443 }).allowed).toBe(false);
  });
});

test("exactly what was connected is allowed, whatever was connected", () => {
  const member = fc.record({ namespace: fc.constantFrom("a", "b"), name: fc.constantFrom("web", "cache", "db") });
  const link = fc.record({ client: member, server: member, port: fc.constantFrom(1, 2, 3) });
  fc.assert(
    fc.property(fc.array(link, { maxLength: 20 }), (links) => {
      const app = new App();
      const groups = ["a", "b"].flatMap((name) => {
        const space = new Namespace(app, name);
        return ["web", "cache", "db"].map((label) => new Pods(space, label, { labels: { app: label } }));
      });
      const find = (namespace: string, name: string) =>
        groups.find(({ peer }) => peer.namespace === namespace && peer.name === name) as Pods;
      const key = (client: Pods, server: Pods, port: number) => `${client.node.path} ${server.node.path} ${port}`;
      const connected = new Set<string>();
      for (const { client: from, server: to, port } of links) {
        const [client, server] = [find(from.namespace, from.name), find(to.namespace, to.name)];
        client.connect(server.endpoint({ name: `p${port}`, port }));
        connected.add(key(client, server, port));
      }

      const simulation = new PolicySimulation(planOf(app, { system: "test" }));
      const allowed = new Set<string>();
      for (const client of groups) {
        for (const server of groups) {
          for (const port of [1, 2, 3])
            if (simulation.try({ client: client.peer, server: server.peer, port }).allowed) allowed.add(key(client, server, port));
        }
      }
      expect(allowed).toEqual(connected);
    }),
    { numRuns: 50 },
  );
});

test("100 groups in all pairs take no second", () => {
  const names = Array.from({ length: 100 }, (_, index) => `app-${index}`);
  const simulation = simulate(
    ...names.map((app) => policy(app, "shop", { podSelector: { matchLabels: { app } }, policyTypes: ["Ingress", "Egress"], egress: [{}] })),
  );
  const sides = names.map((name) => pod(name, "shop"));
  const begin = performance.now();
  const verdicts = sides.flatMap((client) => sides.map((server) => simulation.try({ client, server, port: 80 }).allowed));
  expect(verdicts).toHaveLength(10_000);
  expect(performance.now() - begin).toBeLessThan(1000);
});

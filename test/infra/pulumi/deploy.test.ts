import { type Output, output, secret } from "@pulumi/pulumi";
import { ApiObject, App, Chart, Size } from "cdk8s";
import { Cpu, k8s } from "cdk8s-plus-27";
import { Construct } from "constructs";
import { addAsset, Credential, checksum, Namespace, needs, Slot, setReady } from "../../../constructs/core";
import { Job, Service } from "../../../constructs/workload";
import { clusterProvider, type DeployOptions, deploy } from "../../../infra/pulumi";
import { appIn, minikube } from "../../../stacks";
import { objectsOf } from "./registrations";

const SIZE = { cpu: Cpu.millis(10), memory: Size.mebibytes(16) };
const PROBES = { readiness: "/ready", liveness: "/live" };
const IMAGE = "registry.example/web:1.0.0";

/** Deploys what is built, and answers its objects as they were registered. */
function deployed(build: (app: App) => void, options: Partial<DeployOptions> = {}, preview = false): ReturnType<typeof objectsOf> {
  return objectsOf(
    () => {
      const app = appIn(minikube);
      build(app);
      return deploy(app, { system: "shop", provider: clusterProvider(minikube), ...options });
    },
    { preview },
  );
}
const refusalOf = (build: (app: App) => void, options: Partial<DeployOptions> = {}): string => {
  const app = appIn(minikube);
  build(app);
  try {
    deploy(app, { system: "shop", provider: clusterProvider(minikube), ...options });
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("it was not refused");
};
const config = (scope: Construct, id: string, data: Readonly<Record<string, string>>): k8s.KubeConfigMap =>
  new k8s.KubeConfigMap(scope, id, { metadata: { name: id }, data });
const short = (urns: readonly string[]): string[] =>
  urns.map((urn) => urn.split("$").at(-1)?.replace("kubernetes:", "").replace("::", " ") ?? "");

/** All that comes before an object, the near and the far. */
function beforeIt(found: Awaited<ReturnType<typeof objectsOf>>, name: string, known = new Set<string>()): Set<string> {
  for (const one of short(found.get(name)?.dependencies ?? [])) {
    if (known.has(one)) continue;
    known.add(one);
    beforeIt(found, one, known);
  }
  return known;
}

describe("order", () => {
  test("where something must only be there its own wait is left out, and a gate waits for those who need it ready", async () => {
    const found = await deployed((app) => {
      const namespace = new Namespace(app, "Shop");
      const tablet = new Service(namespace, "Tablet", { image: IMAGE, port: 80, size: SIZE, probes: PROBES });
      const join = new Job(namespace, "Join", { image: IMAGE });
      const web = new Service(namespace, "Web", { image: IMAGE, port: 80, size: SIZE, probes: PROBES });
      needs(join, tablet, "exists");
      needs(web, tablet, "ready");
      needs(web, join, "complete");
    });
    const [tablet, gate] = ["apps/v1:Deployment shop/tablet", "apps/v1:DeploymentPatch shop/tablet/ready"].map((name) => found.get(name));
    expect(tablet?.inputs).toMatchObject({ metadata: { annotations: { "pulumi.com/skipAwait": "true" } } });
    expect(gate?.inputs).toEqual({
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: {
        name: "tablet",
        namespace: "shop",
        annotations: { "pulumi.com/patchForce": "true", "tagenal.dev/awaited": expect.stringMatching(/^[0-9a-f]{8}$/) as string },
      },
    });
    expect(short(gate?.dependencies ?? [])).toEqual(["apps/v1:Deployment shop/tablet"]);
    expect(beforeIt(found, "batch/v1:Job shop/join")).toContain("apps/v1:Deployment shop/tablet");
    expect(beforeIt(found, "batch/v1:Job shop/join")).not.toContain("apps/v1:DeploymentPatch shop/tablet/ready");
    const before = beforeIt(found, "apps/v1:Deployment shop/web");
    expect([...before]).toEqual(expect.arrayContaining(["apps/v1:DeploymentPatch shop/tablet/ready", "batch/v1:Job shop/join"]));
  });

  test("custom resources are waited for as their construct says", async () => {
    const found = await deployed((app) => {
      const namespace = new Namespace(app, "Shop");
      const metadata = { name: "data" };
      const custom = new ApiObject(namespace, "Data", { apiVersion: "planetscale.com/v2", kind: "VitessCluster", metadata });
      setReady(custom, { kind: "jsonpath", path: "{.status.phase}", value: "Ready" });
      needs(config(namespace, "after", {}), custom, "ready");
    });
    expect(found.get("planetscale.com/v2:VitessCluster shop/data")?.inputs).toMatchObject({
      metadata: { annotations: { "pulumi.com/waitFor": "jsonpath={.status.phase}=Ready" } },
    });
    expect(short(found.get("core/v1:ConfigMap shop/after")?.dependencies ?? [])).toContain("planetscale.com/v2:VitessCluster shop/data");
  });

  test("of many before many only the last and the first are named", async () => {
    const found = await deployed((app) => {
      const [first, second] = ["First", "Second"].map((id) => {
        const namespace = new Namespace(app, id);
        for (const name of ["a", "b", "c"]) config(namespace, name, {});
        return namespace;
      }) as [Namespace, Namespace];
      second.node.addDependency(first);
    });
    const before = short(found.get("core/v1:Namespace second")?.dependencies ?? []);
    expect(before).not.toContain("core/v1:Namespace first");
    expect(before.filter((name) => name.startsWith("core/v1:ConfigMap first/"))).toHaveLength(3);
    expect(short(found.get("core/v1:ConfigMap second/a")?.dependencies ?? [])).toEqual(["core/v1:Namespace second"]);
  });

  test("nothing is waited for where nothing runs", async () => {
    const found = await deployed(
      (app) => void new Service(new Namespace(app, "Shop"), "Web", { image: IMAGE, port: 80, size: SIZE, probes: PROBES }),
      { wait: false },
    );
    expect(found.get("apps/v1:Deployment shop/web")?.inputs).toMatchObject({
      metadata: { annotations: { "pulumi.com/skipAwait": "true" } },
    });
  });
});

describe("what holds data", () => {
  const build = (app: App): void => {
    const namespace = new Namespace(app, "Shop");
    const claim = new k8s.KubePersistentVolumeClaim(namespace, "media", { metadata: { name: "media" }, spec: {} });
    const risk = { class: "data at risk", why: "the files go", remedy: "copy them" } as const;
    addAsset(namespace, { kind: "files", name: "media", objects: [claim], attributes: {}, risks: {}, removal: risk });
    config(namespace, "settings", {});
  };

  test("is protected, with the namespace around it, and nothing goes with that", async () => {
    const found = await deployed(build);
    const protectedOnes = [...found].filter(([, { protect }]) => protect).map(([name]) => name);
    expect(protectedOnes).toEqual(["core/v1:Namespace shop", "core/v1:PersistentVolumeClaim shop/media"]);
    expect([...found.values()].map(({ deletedWith }) => deletedWith).filter((urn) => urn !== "")).toEqual([]);
  });

  test("is not where somebody wants it removed", async () => {
    expect([...(await deployed(build, { protect: false })).values()].some(({ protect }) => protect)).toBe(false);
  });
});

describe("slots", () => {
  const build = (app: App): void => {
    const namespace = new Namespace(app, "Shop");
    const host = new Slot(namespace, "Host", { type: "string", description: "address of the database" });
    const count = new Slot(namespace, "Count", { type: "integer", description: "how many" });
    const data = { url: `mysql://${host.value}:3306/shop`, region: "eu" };
    config(namespace, "settings", data);
    const spec = { replicas: count.value, selector: {}, template: { metadata: { annotations: { sum: checksum(data) } } } };
    new k8s.KubeDeployment(namespace, "web", { metadata: { name: "web" }, spec });
  };
  const slots = (host: Output<string>): DeployOptions["slots"] => ({ host, count: output(3) });

  test("are filled leaf by leaf, with their types, and checksums after them", async () => {
    const found = await deployed(build, { slots: slots(output("db.example")) });
    expect(found.get("core/v1:ConfigMap shop/settings")?.inputs).toMatchObject({
      data: { url: "mysql://db.example:3306/shop", region: "eu" },
    });
    const annotations = { sum: expect.stringMatching(/^[0-9a-f]{8}$/) as string };
    expect(found.get("apps/v1:Deployment shop/web")?.inputs).toMatchObject({
      spec: { replicas: 3, template: { metadata: { annotations } } },
    });
  });

  test("hide nothing else while they are not known", async () => {
    const unknown = new (output("").constructor as new (...args: unknown[]) => Output<string>)(
      new Set(),
      Promise.resolve(""),
      Promise.resolve(false),
      Promise.resolve(false),
      Promise.resolve(new Set()),
    );
    const found = await deployed(build, { slots: slots(unknown) }, true);
    expect(found.get("core/v1:ConfigMap shop/settings")?.inputs).toMatchObject({ data: { url: "‹unknown›", region: "eu" } });
    const template = { metadata: { annotations: { sum: "‹unknown›" } } };
    expect(found.get("apps/v1:Deployment shop/web")?.inputs).toMatchObject({ spec: { replicas: 3, selector: {}, template } });
  });

  test("are refused without a value, and values without a slot", () => {
    expect(refusalOf(build, { slots: { hosst: "x", count: 3 } })).toBe(`2 problems in stack shop (minikube):
  slot "hosst" is not in the plan, there are "host", "count"
  slot "host" (string: address of the database) is open; give its value: slots: { "host": … }`);
  });
});

describe("Outputs where they cannot be", () => {
  test("within a text: refused with the place", () => {
    const message = refusalOf((app) => {
      // As everybody does it once.
      // oxlint-disable-next-line typescript/no-base-to-string
      config(new Namespace(app, "Shop"), "settings", { url: `mysql://${String(output("x"))}/` });
    });
    expect(message).toContain("ConfigMap/shop/settings: an Output of Pulumi stands within the text of data.url; declare a Slot there");
  });

  test("as a property: refused with the place", () => {
    const message = refusalOf((app) => {
      const data = { url: output("x") as unknown as string };
      config(new Namespace(app, "Shop"), "settings", data);
    });
    expect(message).toContain("shop/settings: an Output of Pulumi stands in one of its properties");
  });
});

describe("credentials", () => {
  const build = (app: App): void => {
    const namespace = new Namespace(app, "Shop");
    const own = new Credential(namespace, "Mysql", { description: "password of the database" });
    const given = new Credential(namespace, "Mail", {
      description: "token of the mailer",
      source: { kind: "given", key: "mail-token" },
      key: "token",
    });
    const env = { PASSWORD: own, TOKEN: given };
    new Service(namespace, "Web", { image: IMAGE, port: 80, size: SIZE, probes: PROBES, env });
  };
  const values = { "mail-token": secret("from the configuration") };

  test("are generated once or given, secret at their leaves only, and there before the pods", async () => {
    const found = await deployed(build, { credentials: { values } });
    expect(found.get("core/v1:Secret shop/mysql")).toMatchObject({
      inputs: { type: "Opaque", stringData: { password: { secret: "made for shop/mysql/password" } } },
      secretOutputs: ["data", "stringData"],
    });
    expect(found.get("core/v1:Secret shop/mail")?.inputs).toMatchObject({ stringData: { token: { secret: "from the configuration" } } });
    const before = short(found.get("apps/v1:Deployment shop/web")?.dependencies ?? []);
    expect(before).toEqual(expect.arrayContaining(["core/v1:Secret shop/mysql", "core/v1:Secret shop/mail"]));
    const elsewhere = [...found.values()].filter(({ type }) => type !== "kubernetes:core/v1:Secret");
    expect(JSON.stringify(elsewhere)).not.toMatch(/made for|from the configuration|"secret"/);
  });

  test("are there before custom resources of their namespace: who reads them is not known", async () => {
    const found = await deployed(
      (app) => {
        build(app);
        const chart = new Chart(app, "theirs", { namespace: "shop" });
        new ApiObject(chart, "data", { apiVersion: "planetscale.com/v2", kind: "VitessCluster", metadata: { name: "data" } });
      },
      { credentials: { values } },
    );
    const before = short(found.get("planetscale.com/v2:VitessCluster shop/data")?.dependencies ?? []);
    expect(before).toEqual(expect.arrayContaining(["core/v1:Secret shop/mysql", "core/v1:Secret shop/mail"]));
  });

  test("are generated anew with another mark, and their readers renewed", async () => {
    const credentials = (mark: string): DeployOptions["credentials"] => ({ values, generation: { "shop/mysql/password": mark } });
    const [first, second] = [
      await deployed(build, { credentials: credentials("1") }),
      await deployed(build, { credentials: credentials("2") }),
    ];
    const template = (found: typeof first): unknown => found.get("apps/v1:Deployment shop/web")?.inputs["spec"];
    expect(template(first)).toMatchObject({
      template: { metadata: { annotations: { "tagenal.dev/credential-generation": "shop/mysql/password=1" } } },
    });
    expect(template(second)).toMatchObject({
      template: { metadata: { annotations: { "tagenal.dev/credential-generation": "shop/mysql/password=2" } } },
    });
  });

  test("come from the cluster's store where it has one: Pulumi sees none of them", async () => {
    const found = await deployed(build, { credentials: { store: { name: "vault" } } });
    expect([...found.keys()].filter((name) => name.startsWith("core/v1:Secret"))).toEqual([]);
    expect(found.get("external-secrets.io/v1:ExternalSecret shop/mysql")?.inputs).toMatchObject({
      metadata: { annotations: { "pulumi.com/waitFor": "condition=Ready=True" } },
      spec: {
        secretStoreRef: { name: "vault", kind: "ClusterSecretStore" },
        target: { name: "mysql" },
        data: [{ secretKey: "password", remoteRef: { key: "minikube/shop/mysql", property: "password" } }],
      },
    });
  });

  test("are refused where they miss, are not wanted, or contradict one another", () => {
    const credentials = { values: { "mail-tokn": "x" }, generation: { "shop/mail/token": "1" } };
    expect(refusalOf(build, { credentials })).toBe(`3 problems in stack shop (minikube):
  credential "mail-token" (token of the mailer; Secret mail, key token) must be given, got nothing
  credential "mail-tokn" is not in the plan; there are mail-token, shop/mysql/password
  generation "shop/mail/token" means no generated credential; there are shop/mysql/password`);
    expect(refusalOf(build, { credentials: { values, store: { name: "vault" } } })).toContain(
      'credential "mail-token" is given, but all values come from the store vault; leave one of the two out',
    );
  });
});

test("what is wrong with slots, credentials and Outputs is said at once, before anything is registered", async () => {
  const found = await objectsOf(() => {
    const message = refusalOf(
      (app) => {
        const namespace = new Namespace(app, "Shop");
        new Slot(namespace, "Host", { type: "string", description: "address of the database" });
        new Credential(namespace, "Mail", { description: "token", source: { kind: "given", key: "mail-token" } });
        config(namespace, "settings", { url: "Calling [toString] on an [Output<T>] is not supported." });
      },
      { provider: undefined as never },
    );
    expect(message).toMatch(/^3 problems in stack shop \(minikube\):/);
  });
  expect([...found.keys()]).toEqual([]);
});

test("a Secret of somebody's own tree is secret leaf by leaf", async () => {
  const found = await deployed((app) => {
    const chart = new Chart(app, "theirs", { namespace: "theirs" });
    new k8s.KubeSecret(chart, "token", { metadata: { name: "token" }, stringData: { a: "one", b: "two" }, data: { c: "dGhyZWU=" } });
  });
  expect(found.get("core/v1:Secret theirs/token")?.inputs).toMatchObject({
    stringData: { a: { secret: "one" }, b: { secret: "two" } },
    data: { c: { secret: "dGhyZWU=" } },
  });
});

test("options can be given by object", async () => {
  const options: DeployOptions["options"] = ({ id }) =>
    id.startsWith("ConfigMap") ? { protect: true, ignoreChanges: ["data"] } : undefined;
  const found = await deployed((app) => void config(new Namespace(app, "Shop"), "settings", {}), { options });
  expect(found.get("core/v1:ConfigMap shop/settings")).toMatchObject({ protect: true, ignoreChanges: ["data"] });
});

test("a one-off job keeps its name in Pulumi when its content changes: it is replaced", async () => {
  const build = (image: string) => (app: App) => void new Job(new Namespace(app, "Shop"), "Migrate", { image });
  const [first, second] = [await deployed(build("registry.example/a:1")), await deployed(build("registry.example/a:2"))];
  const name = (found: typeof first): unknown =>
    (found.get("batch/v1:Job shop/migrate")?.inputs as { metadata?: { name: string } } | undefined)?.metadata?.name;
  expect(name(first)).toMatch(/^migrate-[0-9a-f]{8}$/);
  expect(name(second)).not.toBe(name(first));
});

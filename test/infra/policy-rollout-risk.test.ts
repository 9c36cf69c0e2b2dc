import { loadPlan, type Manifest, type Plan, planOf, savePlan, withStableAddresses } from "../../constructs/plan";
import { planFacts, type RolloutRiskOptions, rolloutRiskPolicy } from "../../infra/policy";
import { clusterProvider, deployPlan } from "../../infra/pulumi";
import { minikube } from "../../stacks";
import { ENVIRONMENTS } from "../../stacks/environments";
import { SYSTEMS } from "../../stacks/systems";
import { exampleTree } from "../constructs/plan/example-tree";
import { CONTAINER, type Edit, made, planned, space, tree } from "../constructs/testing/good-tree";
import { UNKNOWN_ON_THE_WIRE } from "../engine/registered";
import { resourceOf, resourcesOf, type StackResource, stackOf, urnOf, violationsOf } from "./policy-stack";
import { registrations } from "./pulumi/registrations";

const TODAY = "2026-11-21";
const DEPLOYMENT = "rollout-risk kubernetes:apps/v1:Deployment shop/web:";
const plain = (value: unknown): StackResource["inputs"] => JSON.parse(JSON.stringify(value)) as StackResource["inputs"];
const systemOf = (plan: Plan): StackResource => ({
  type: "tagenal:index:System",
  name: "shop",
  inputs: {},
  outputs: plain(planFacts(plan)),
});

interface Run extends RolloutRiskOptions {
  readonly config?: object;
  readonly stackOnly?: boolean;
}

/** What the policy reports of a stack. */
function risks(
  before: Plan | undefined,
  stack: readonly StackResource[],
  { config = {}, stackOnly = false, ...options }: Run = {},
): string[] {
  const policy = rolloutRiskPolicy({ ...(before ? { before } : {}), today: TODAY, ...options });
  return violationsOf([policy], stack, { config: { "rollout-risk": config }, stackOnly });
}

/** What the policy reports of an edit of the good tree. */
const risksOf = (edit: Edit, options?: Run): string[] => risks(tree({}), resourcesOf(tree(edit)), options);

describe("a stack that is as it was rolled out before", () => {
  test("has no risk", () => {
    expect(risksOf({}, { upTo: "safe" })).toEqual([]);
  });

  const cases = Object.keys(SYSTEMS).flatMap((system) => ["minikube", "eks"].map((environment) => [system, environment] as const));
  test.each(cases)("has none where it is %s on %s, as the bridge registers it", async (system, name) => {
    const environment = ENVIRONMENTS[name];
    const plan = planOf(SYSTEMS[system]?.(environment as never) as never, { system });
    const stack = stackOf(await registrations(() => deployPlan(plan, { provider: clusterProvider(environment as never) })));
    expect(stack.filter(({ type }) => type.startsWith("kubernetes:")).length).toBeGreaterThanOrEqual(plan.objects.length);
    expect(risks(loadPlan(savePlan(plan)), stack, { upTo: "safe" })).toEqual([]);
  });

  test.each([true, false])("has none where a tree says something of everything, with slots and jobs (preview: %s)", async (preview) => {
    const plan = planOf(exampleTree(), { system: "example" });
    const work = (): unknown => deployPlan(plan, { provider: clusterProvider(minikube), slots: { region: "eu" } });
    const registered = stackOf(await registrations(work, { preview }));
    const stack = registered.map((one) => (one.type === "tagenal:index:System" ? { ...one, outputs: plain(planFacts(plan)) } : one));
    expect(risks(loadPlan(savePlan(plan)), stack, { upTo: "safe" })).toEqual([]);
  });
});

describe("a change", () => {
  test("that is worse than allowed is reported at its resource, with the reason and the name to allow it by", () => {
    expect(risksOf({ deployment: { replicas: 0 } })).toEqual([
      `${DEPLOYMENT} scaled to nothing (replace, spec.replicas): nothing of it runs any more; or allow "Deployment shop/web scaled to nothing"`,
    ]);
  });

  test("passes up to the class that is set, and no further", () => {
    const edit = { container: { image: "registry.test/web:2" } };
    expect(risksOf(edit)).toEqual([]);
    expect(risksOf(edit, { upTo: "safe" })).toEqual([
      `${DEPLOYMENT} pods renewed (restart, spec.template.spec.containers[web].image): new ones are ready before old ones stop, 2 pods; or allow "Deployment shop/web pods renewed"`,
    ]);
    expect(risksOf({ deployment: { replicas: 0 } }, { upTo: "replace" })).toEqual([]);
    const claim = made("v1", "PersistentVolumeClaim", "data", { spec: { accessModes: ["ReadWriteOnce"] } });
    expect(risks(planned([claim]), [], { upTo: "replace" })).toHaveLength(1);
  });

  test("that takes an object away is reported at the stack", () => {
    const before = tree({
      extra: [made("v1", "PersistentVolumeClaim", "data", { spec: { resources: { requests: { storage: "1Gi" } } } })],
    });
    expect(risks(before, resourcesOf(tree({})))).toEqual([
      expect.stringMatching(
        /^rollout-risk the stack: removed \(data at risk\): its volume of 1Gi is deleted with it; .*; or allow "PersistentVolumeClaim shop\/data removed"$/,
      ),
    ]);
  });

  test("is allowed by the pack or by the configuration, until its day", () => {
    const edit = { deployment: { replicas: 0 } };
    const entry = { change: "Deployment shop/web scaled to nothing", until: TODAY, why: "the shop is closed" };
    expect(risksOf(edit, { allow: [entry] })).toEqual([]);
    expect(risksOf(edit, { config: { allow: [entry] } })).toEqual([]);
    expect(risksOf(edit, { allow: [{ ...entry, until: "2026-11-20" }] })).toHaveLength(1);
    expect(risksOf(edit, { config: { upTo: "replace" } })).toEqual([]);
  });

  test("shows no value: those of a stack may be secret", () => {
    const env = (value: string): Edit["container"] => ({ env: [...CONTAINER.env, { name: "PASSWORD", value }] });
    const [line] = risks(tree({ container: env("hunter1") }), resourcesOf(tree({ container: env("hunter2") })), { upTo: "safe" });
    expect(line).toContain("spec.template.spec.containers[web].env[PASSWORD].value");
    expect(line).not.toContain("hunter");
  });

  test("of a one-off job is that it runs again, by its name in Pulumi", () => {
    const job = (hash: string, image: string): Manifest =>
      made("batch/v1", "Job", `migrate-${hash}`, {
        spec: { template: { spec: { restartPolicy: "Never", containers: [{ name: "a", image }] } } },
      });
    const old = planned([job("01234567", "a:1")]);
    const before = { ...old, objects: old.objects.map((object) => ({ ...object, logicalId: "Job.batch/shop/migrate" })) };
    const stack = [resourceOf(job("89abcdef", "a:2"), { name: "shop/migrate" })];
    expect(risks(before, stack)).toEqual([]);
    expect(risks(before, stack, { upTo: "safe" })).toEqual([expect.stringMatching(/Job shop\/migrate: runs again \(restart/)]);
  });

  test("of what the bridge notes for itself is none", () => {
    const annotations = { "tagenal.dev/credential-generation": "abc", "pulumi.com/skipAwait": "true" };
    expect(risksOf({ podAnnotations: annotations }, { upTo: "safe" })).toEqual([]);
    expect(risksOf({ podAnnotations: { ...annotations, mine: "1" } }, { upTo: "safe" })).toHaveLength(1);
  });

  test("of an address that the bridge makes of names is none", () => {
    const labels = { "cdk8s.io/metadata.addr": "c8b2c0d1" };
    const deployment = made("apps/v1", "Deployment", "plus", {
      spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [{ name: "a", image: "a:1" }] } } },
    });
    const plan = planned([deployment]);
    const registered = resourcesOf(withStableAddresses(plan));
    expect(JSON.stringify(registered)).not.toContain("c8b2c0d1");
    expect(risks(plan, registered, { upTo: "safe" })).toEqual([]);
  });

  test("of what the cluster fills in is none", () => {
    const answered = resourcesOf(tree({})).map((one) => ({ ...one, outputs: { ...one.inputs, status: { phase: "x" } } }));
    expect(risks(tree({}), answered, { upTo: "safe" })).toEqual([]);
    expect(risks(tree({}), answered, { upTo: "safe", stackOnly: true })).toEqual([]);
  });
});

describe("what holds data", () => {
  const plan = planOf(exampleTree(), { system: "example" });
  const without = (attributes: object): Plan => ({ ...plan, assets: plan.assets.map((asset) => ({ ...asset, ...attributes })) });
  const stackOfPlan = (told: Plan): StackResource[] => [systemOf(told), ...resourcesOf(plan)];

  test("is judged by what its family says, which the component of the system tells", () => {
    expect(risks(plan, stackOfPlan(plan), { upTo: "safe" })).toEqual([]);
    expect(risks(plan, stackOfPlan(without({ attributes: { masters: 2 } })))).toEqual([
      expect.stringMatching(/Cache shop\/cache: masters changed \(data at risk, masters\): keys of the master would be lost/),
    ]);
    const gone = { ...plan, assets: plan.assets.filter(({ kind }) => kind !== "cache") };
    expect(risks(plan, stackOfPlan(gone))).toEqual([expect.stringMatching(/removed \(data at risk\): all keys would be lost/)]);
  });

  test("is taken to be as it was where no component tells", () => {
    expect(risks(plan, resourcesOf(plan), { upTo: "safe" })).toEqual([]);
    const cacheless = resourcesOf({ objects: plan.objects.filter(({ manifest }) => manifest.kind !== "Cache") });
    expect(risks(plan, cacheless).join("\n")).toContain("all keys would be lost");
  });

  test("includes credentials, also those without a namespace", () => {
    const [credential] = plan.credentials;
    const homeless = { ...plan, credentials: [{ ...(credential as Plan["credentials"][number]), namespaces: [undefined] }] };
    expect(planFacts(homeless).credentials).toMatchObject([{ namespaces: [""] }]);
    expect(risks(homeless, stackOfPlan(homeless), { upTo: "safe" })).toEqual([]);
  });

  test("includes credentials that nobody fills any more", () => {
    const used = { ...plan, credentials: [] };
    const lines = risks(plan, stackOfPlan(used));
    expect(lines.join("\n")).toMatch(/removed \(data at risk\): its value cannot be made again/);
  });
});

describe("a connection that policies cut", () => {
  const peer = (name: string): Plan["connections"][number]["client"] => ({
    kind: "pods",
    name,
    namespace: "shop",
    labels: { app: name },
    foreign: false,
  });
  const connection: Plan["connections"][number] = { client: peer("a"), server: peer("b"), endpoint: "http", port: 80, protocol: "TCP" };
  const pod = (name: string): Manifest => ({
    ...made("v1", "Pod", name, { spec: { containers: [{ name, image: "a:1", ports: [{ containerPort: 80 }] }] } }),
    metadata: { name, namespace: "shop", labels: { app: name } },
  });
  const deny = made("networking.k8s.io/v1", "NetworkPolicy", "deny", { spec: { podSelector: {}, policyTypes: ["Ingress"] } });

  test("is taken for one that is still wanted", () => {
    const before = planned([pod("a"), pod("b")], { connections: [connection] });
    expect(risks(before, resourcesOf(planned([pod("a"), pod("b"), deny])))).toEqual([
      expect.stringMatching(/^rollout-risk the stack: cut \(replace\): both sides are still there, and the policies refuse it/),
    ]);
  });
});

/** The same value with each of its places unknown in turn. */
function* eachOpened(value: unknown): Generator {
  if (value === null || typeof value !== "object") return;
  for (const [key, inner] of Object.entries(value)) {
    const put = (one: unknown): unknown => (Array.isArray(value) ? value.with(Number(key), one) : { ...value, [key]: one });
    yield put(UNKNOWN_ON_THE_WIRE);
    for (const open of eachOpened(inner)) yield put(open);
  }
}

describe("what is not known in a preview", () => {
  test("is no risk, wherever it stands", () => {
    const set = made("apps/v1", "StatefulSet", "store", {
      spec: { replicas: 3, serviceName: "store", volumeClaimTemplates: [{ metadata: { name: "a" }, spec: { storageClassName: "fast" } }] },
    });
    const before = tree({ extra: [space("shop", { a: "b" }), set], podAnnotations: { a: "b" } });
    const stack = resourcesOf(before);
    const open = stack.flatMap((one, index) =>
      [...eachOpened(plain(one.inputs))].map((inputs) => stack.with(index, { ...one, inputs: inputs as never })),
    );
    expect(open.length).toBeGreaterThan(100);
    expect(open.flatMap((some) => risks(before, some, { upTo: "safe" }))).toEqual([]);
  });

  const web = resourcesOf(tree({ deployment: { replicas: 0 } }));

  test("is no risk, and hides none that stands beside it", () => {
    const container = { image: UNKNOWN_ON_THE_WIRE, env: [...CONTAINER.env, { name: "HOST", value: UNKNOWN_ON_THE_WIRE }] };
    const base = tree({ container: { env: [...CONTAINER.env, { name: "HOST", value: "a" }] } });
    const annotations = { checksum: UNKNOWN_ON_THE_WIRE };
    expect(risks(base, resourcesOf(tree({ container, podAnnotations: annotations })), { upTo: "safe" })).toEqual([]);
    expect(risks(base, resourcesOf(tree({ container, deployment: { replicas: 0 } })))).toEqual([
      expect.stringMatching(/scaled to nothing/),
    ]);
  });

  test("leaves a slot of the saved Plan as it was", () => {
    const at = (image: string): Plan => tree({ container: { image } });
    expect(risks(at("registry.test/web:${slot:tag}"), resourcesOf(at("registry.test/web:3")), { upTo: "safe" })).toEqual([]);
  });

  test("may be which object it is: then nothing else is said to be gone", () => {
    const before = tree({ extra: [space("shop")] });
    const open = resourceOf({ ...space("shop"), metadata: { name: UNKNOWN_ON_THE_WIRE } }, { name: "shop" });
    expect(risks(before, [...resourcesOf(tree({})), open])).toEqual([]);
    expect(risks(before, [...web, open])).toEqual([expect.stringMatching(/scaled to nothing/)]);
    expect(risks(before, web)).toHaveLength(2);
  });
});

describe("its settings", () => {
  const plan = tree({});
  const stack = resourcesOf(tree({ deployment: { replicas: 0 } }));

  test("name a saved Plan, which the pack reads", () => {
    const files: Readonly<Record<string, string>> = { "plan.json": savePlan(plan) };
    const readPlan = (file: string): Plan => loadPlan(files[file] ?? "");
    expect(risks(undefined, stack, { readPlan, config: { plan: "plan.json" } })).toHaveLength(1);
    expect(risks(undefined, stack, { readPlan, config: { plan: "other.json" } })).toEqual([
      expect.stringMatching(
        /^rollout-risk the stack: 1 problem .*:\n {2}'plan' names "other.json", which cannot be read: this is no saved plan: .*save one with/,
      ),
    ]);
    expect(risks(undefined, stack, { config: { plan: "plan.json" } })).toEqual([expect.stringMatching(/this pack reads no files/)]);
  });

  test("may name none: then the policy does not apply", () => {
    expect(() => risks(undefined, stack)).toThrow("not applicable");
  });

  test("are refused in one report of the stack where they are wrong", () => {
    expect(risks(plan, stack, { config: { upTo: "anything" } })).toEqual([
      "rollout-risk the stack: 1 problem in the configuration of the policy:\n  'upTo' must be one of safe, restart, replace, got \"anything\"",
    ]);
    expect(risks(plan, stack, { config: { allow: [{ change: "a", until: "soon", why: "b" }] } })).toEqual([
      expect.stringMatching(/^rollout-risk the stack: 2 problems in the allowances:\n/),
    ]);
  });

  test("are in its schema, and it says what it is about", () => {
    const { configSchema, description, remediationSteps, enforcementLevel } = rolloutRiskPolicy({ enforcementLevel: "advisory" });
    expect(Object.keys(configSchema?.properties ?? {})).toEqual(["plan", "upTo", "allow"]);
    expect([description, remediationSteps, enforcementLevel]).toEqual([
      expect.stringMatching(/^A.*\.$/),
      expect.stringMatching(/^Do .*\.$/),
      "advisory",
    ]);
    expect(rolloutRiskPolicy()).not.toHaveProperty("enforcementLevel");
  });

  test("of resources do not change it: what is reported has the resource's URN", () => {
    const found: (string | undefined)[] = [];
    const policy = rolloutRiskPolicy({ before: plan, today: TODAY });
    const [one] = stack;
    violationsOf(
      [
        {
          ...policy,
          validateStack: (args, report) => policy.validateStack(args, (message, urn) => (found.push(urn), report(message, urn))),
        },
      ],
      stack,
    );
    expect(found).toEqual([urnOf(one as StackResource)]);
  });
});

import { mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { PolicyType } from "@pulumi/pulumi/proto/analyzer_pb";
import { parse } from "yaml";
import { planOf, savePlan } from "../../constructs/plan";
import { clusterProvider, deployPlan } from "../../infra/pulumi";
import { minikube } from "../../stacks";
import { lecture } from "../../stacks/lecture";
import { CONTAINER, made, tree } from "../constructs/testing/good-tree";
import { secretOnTheWire, UNKNOWN_ON_THE_WIRE } from "../engine/registered";
import { PolicyServer } from "./policy-server";
import { resourceOf, resourcesOf, stackOf } from "./policy-stack";
import { registrations } from "./pulumi/registrations";

const FOLDER = "infra/policy-pack";
const BUILT = "lib/infra/policy/index.js";
const read = (path: string): string => readFileSync(path, "utf8");
const packageOf = (path: string): { readonly version: string; readonly main: string } => JSON.parse(read(path)) as never;

let server: PolicyServer;
// Starting it loads TypeScript: Pulumi does so for every pack.
jest.setTimeout(60_000);
beforeAll(async () => {
  // As if it had been built long ago.
  utimesSync(BUILT, 1, 1);
  server = await PolicyServer.start(FOLDER);
});
afterAll(() => server.stop());
beforeEach(() => server.configure({}));

const wrong = resourcesOf(tree({ container: { image: "web" }, service: { selector: { app: "other" } } }));
const IMAGE =
  "image-is-pinned kubernetes:apps/v1:Deployment shop/web: image of container 'web' must have a tag other than 'latest' or a digest, got 'web'";
const SERVICE = `selector-matches-pods kubernetes:core/v1:Service shop/web: spec.selector {"app":"other"} matches no pod of namespace 'shop'; write labels that a pod template there has`;

describe("the policy pack, as Pulumi starts it", () => {
  test("is one of Node, of the library's version, and begins with a file that there is", () => {
    expect(parse(read(`${FOLDER}/PulumiPolicy.yaml`))).toMatchObject({ runtime: { name: "nodejs" } });
    const { version, main } = packageOf(`${FOLDER}/package.json`);
    expect(version).toBe(packageOf("package.json").version);
    expect(statSync(`${FOLDER}/${main}`).isFile()).toBe(true);
  });

  test("is never stale: it compiles what is older than its source", () => {
    expect(statSync(BUILT).mtimeMs).toBeGreaterThan(statSync("infra/policy/index.ts").mtimeMs);
  });

  test("says what its policies are", async () => {
    const { name, version, policiesList } = (await server.info()).toObject();
    expect({ name, version }).toEqual({ name: "tagenal", version: packageOf("package.json").version });
    expect(policiesList).toHaveLength(27);
    const ofType = (type: PolicyType): number => policiesList.filter(({ policyType }) => policyType === type).length;
    expect([ofType(PolicyType.POLICY_TYPE_RESOURCE), ofType(PolicyType.POLICY_TYPE_STACK)]).toEqual([13, 14]);
    expect(new Set(policiesList.map(({ enforcementlevel }) => enforcementlevel))).toEqual(new Set([1]));
    expect(policiesList.find((policy) => policy.name === "image-is-pinned")).toMatchObject({
      description: "An image's name means the same image tomorrow.",
      remediationSteps: "Name a tag other than 'latest', or a digest.",
    });
  });

  test("finds nothing wrong with the lecture, in a preview and after it was made", async () => {
    const plan = planOf(lecture(minikube), { system: "lecture" });
    for (const preview of [true, false]) {
      const registered = await registrations(() => deployPlan(plan, { provider: clusterProvider(minikube) }), { preview });
      expect(await server.analyze(stackOf(registered))).toEqual([]);
    }
  });

  test("reports what is wrong, and stops the deployment", async () => {
    expect(await server.analyze(wrong)).toEqual([`mandatory ${IMAGE}`, `mandatory ${SERVICE}`]);
  });

  test("is configured policy by policy", async () => {
    await server.configure({ "image-is-pinned": { level: "advisory" }, "selector-matches-pods": { level: "disabled" } });
    expect(await server.analyze(wrong)).toEqual([`advisory ${IMAGE}`]);
    await server.configure({ "image-is-pinned": { level: "mandatory", except: ["Deployment.apps/shop/web"] } });
    expect(await server.analyze(wrong)).toEqual([`mandatory ${SERVICE}`]);
  });

  test("compares with the saved Plan that the configuration names, by a path from its folder", async () => {
    const plan = join(mkdtempSync(join(tmpdir(), "tagenal-")), "plan.json");
    writeFileSync(plan, savePlan(tree({})));
    const configuration = { level: "mandatory", plan: relative(FOLDER, plan) } as const;
    const stack = resourcesOf(tree({ deployment: { replicas: 0 }, budget: null }));
    const risky =
      'rollout-risk kubernetes:apps/v1:Deployment shop/web: scaled to nothing (replace, spec.replicas): nothing of it runs any more; or allow "Deployment shop/web scaled to nothing"';
    await server.configure({ "rollout-risk": configuration });
    expect(await server.analyze(resourcesOf(tree({})))).toEqual([]);
    expect(await server.analyze(stack)).toEqual([`mandatory ${risky}`]);
    const allow = [{ change: "Deployment shop/web scaled to nothing", until: "9999-12-31", why: "the shop is closed" }];
    await server.configure({ "rollout-risk": { ...configuration, level: "advisory", upTo: "safe", allow } });
    const lines = await server.analyze(resourcesOf(tree({ deployment: { replicas: 0 }, container: { image: "registry.test/web:2" } })));
    expect(lines).toEqual([expect.stringMatching(/^advisory rollout-risk .*: template changed|^advisory rollout-risk .*: pods renewed/)]);
    rmSync(dirname(plan), { recursive: true });
  });

  test("blames nothing that is not known yet, and prints no secret", async () => {
    const container = {
      image: UNKNOWN_ON_THE_WIRE,
      env: [...CONTAINER.env, { name: "PASSWORD", value: secretOnTheWire("hunter2") }, { name: "HOST", value: UNKNOWN_ON_THE_WIRE }],
    };
    const keys = resourceOf(made("v1", "Secret", "keys", { stringData: { a: secretOnTheWire("hunter2") } }), { secretOutputs: [] });
    const lines = await server.analyze([...resourcesOf(tree({ container })), keys]);
    expect(lines.map((text) => text.split(" ")[1])).toEqual(["secret-has-no-value", "variable-has-no-secret"]);
    expect(lines.join("\n")).not.toContain("hunter2");
  });
});

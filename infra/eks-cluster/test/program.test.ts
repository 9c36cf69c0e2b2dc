import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { readConfiguration } from "../configuration";
import { ownValues } from "../own-values";
import { runProgram } from "./engine";

const project = parse(readFileSync("Pulumi.yaml", "utf8"));
const REQUIRED = {
  region: "eu-central-1",
  administrators: '["arn:aws:iam::123456789012:role/deployer"]',
  publicAccessCidrs: '["203.0.113.0/24"]',
};

test("Pulumi's own runner runs the program, in TypeScript as it stands", async () => {
  expect(project.runtime).toEqual({ name: "nodejs", options: { typescript: false } });
  const { code, errors, registered, outputs } = await runProgram(project.main, { ...REQUIRED, nodes: '{"kind":"managed","perZone":1}' });
  expect([code, errors]).toEqual([0, []]);
  expect(registered).toContain("aws:eks/nodeGroup:NodeGroup tagenal-3");
  expect(outputs).toMatchObject({ region: "eu-central-1", networkPolicies: true });
  // On the wire a secret carries this mark.
  expect(outputs["kubeconfig"]).toHaveProperty("4dabf18193072939515e22adb298388d");
});

test("what is wrong with the configuration is said in a line each, without a stack, before anything is made", async () => {
  const { code, errors, registered } = await runProgram(project.main, { ...REQUIRED, region: "Frankfurt", natGateway: "zonal" });
  expect(errors).toEqual([
    `2 problems in stack eks:
  configuration: 'natGateway' is not known, did you mean natGateways?
  configuration: 'region' must be a region of the partition aws, such as "eu-central-1", got "Frankfurt"`,
  ]);
  // By which the language host tells the engine that everything has been said; \`pulumi\` itself then exits with 1.
  expect(code).toBe(32);
  expect(registered).toEqual(["pulumi:pulumi:Stack tagenal-eks-cluster-eks"]);
});

test("Pulumi.yaml knows the keys that the program knows, and the same defaults", () => {
  const declared = Object.entries<{ type: string; default?: unknown; description?: string }>(project.config);
  const defaults = Object.fromEntries(declared.flatMap(([key, { default: value }]) => (value === undefined ? [] : [[key, value]])));
  const configuration = readConfiguration(REQUIRED, "stack eks");
  expect(declared.map(([key]) => key).toSorted()).toEqual(Object.keys(configuration).toSorted());
  expect(readConfiguration({ ...REQUIRED, ...defaults }, "stack eks")).toEqual(configuration);
  expect(declared.filter(([key]) => !(key in defaults)).map(([key]) => key)).toEqual(["region", "administrators", "publicAccessCidrs"]);
  expect(declared.filter(([, { description = "" }]) => description.length < 20)).toEqual([]);
});

describe("README", () => {
  const readme = readFileSync("README.md", "utf8");

  test("names every key that can be set, and every output that others read", async () => {
    const { outputs } = await runProgram(project.main, REQUIRED);
    const named = [...Object.keys(project.config), ...Object.keys(outputs)];
    expect(named.filter((key) => !readme.includes(`\`${key}\``))).toEqual([]);
  });

  test("shows a configuration that is right", () => {
    const [, example = ""] = /```yaml\n([^`]+)```/.exec(readme) ?? [];
    const { nodes, podIdentities } = readConfiguration(ownValues(parse(example).config), "stack eks");
    expect([nodes.kind, podIdentities.map(({ name }) => name)]).toEqual(["managed", ["vitess-backups", "music-db"]]);
  });

  test("shows what is said of one that is wrong", () => {
    const wrong = { ...REQUIRED, region: "Frankfurt", natGateway: "zonal", nodes: { kind: "managed", cpu: 8 } };
    expect(readme).toContain(thrown(() => readConfiguration(wrong, "stack eks")));
  });
});

function thrown(act: () => unknown): string {
  try {
    act();
    return "nothing was thrown";
  } catch (error) {
    return (error as Error).message;
  }
}

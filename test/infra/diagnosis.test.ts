import { readFileSync } from "node:fs";
import { join } from "node:path";
import { planOf } from "../../constructs/plan";
import { diagnose, type Finding, type Snapshot } from "../../infra/operate/diagnosis";
import { lab } from "../../stacks";
import { ENVIRONMENTS } from "../../stacks/environments";
import { SYSTEMS } from "../../stacks/systems";
import { FAULTS, faultyApp } from "../e2e/doctor-faults";
import { healthyCluster } from "./healthy-cluster";

/** What a real cluster showed of a fault that was made on purpose, about a minute later. */
function recorded(name: string): Snapshot {
  return JSON.parse(readFileSync(join(__dirname, "fixtures", "diagnosis", `${name}.json`), "utf8")) as Snapshot;
}

function told({ object, what, cause, remedy, final }: Finding): string {
  return [object, what, `why: ${cause}`, `do: ${remedy}`, final ? "for good" : "perhaps not for good"].join("\n");
}

describe("in what a real cluster showed", () => {
  test.each(Object.entries(FAULTS))("the cause of %s is named, and nothing else", (name, { expected }) => {
    const findings = diagnose(planOf(faultyApp(name, lab), { system: name, environment: "lab" }), recorded(name));
    expect(findings.map(told).join("\n\n")).toMatchSnapshot();
    expect(findings).toHaveLength(expected.length);
    for (const [index, { cause }] of expected.entries()) expect(`${findings[index]?.what}: ${findings[index]?.cause}`).toMatch(cause);
  });
});

describe("where all is well", () => {
  const all = Object.entries(ENVIRONMENTS).flatMap(([where, environment]) =>
    Object.entries(SYSTEMS).map(([system, make]) => ({ system, where, make, environment })),
  );
  test.each(all)("nothing is found of $system in $where", ({ system, make, environment }) => {
    const plan = planOf(make(environment), { system });
    const healthy = healthyCluster(plan);
    expect(diagnose(plan, healthy)).toEqual([]);
    // The check is no empty one.
    expect(diagnose(plan, { ...healthy, objects: [] })).not.toEqual([]);
  });
});

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Change, diffPlans, loadPlan, nameOfChange, type Plan, planOf } from "../../constructs/plan";
import { eks, minikube } from "../../stacks";
import { SYSTEMS } from "../../stacks/systems";
import { example } from "../constructs/workload/example-tree";

/** Where the Plans of releases are kept: a folder for each version. */
export const FOLDER = "test/golden/plans";

/** The inputs whose Plans are kept, by the names of their files. */
export const INPUTS: Readonly<Record<string, () => Plan>> = {
  ...Object.fromEntries(
    Object.entries(SYSTEMS).flatMap(([system, make]) =>
      [minikube, eks].map((environment) => [
        `${system}.${environment.name}`,
        () => planOf(make(environment), { system, environment: environment.name }),
      ]),
    ),
  ),
  workloads: () => planOf(example(minikube).app, { system: "workloads", environment: minikube.name }),
};

/** The versions of which Plans are kept. */
export function keptVersions(): string[] {
  return existsSync(FOLDER) ? readdirSync(FOLDER).sort() : [];
}

/** The Plan that a version has kept of an input; undefined where the input came later. */
export function keptPlan(version: string, input: string): Plan | undefined {
  const file = join(FOLDER, version, `${input}.json`);
  return existsSync(file) ? loadPlan(readFileSync(file, "utf8")) : undefined;
}

/** A change that somebody who upgrades from a version will see. */
export interface UpgradeChange {
  readonly version: string;
  readonly input: string;
  readonly change: Change;
}

/** What upgrading from a version to what is here now changes, for the same inputs. */
export function upgradeFrom(version: string): UpgradeChange[] {
  return Object.entries(INPUTS).flatMap(([input, now]) => {
    const before = keptPlan(version, input);
    return before ? diffPlans(before, now()).changes.map((change) => ({ version, input, change })) : [];
  });
}

/** Inputs that were kept and are no longer: what has become of them is told by nobody. */
export function lostInputs(version: string): string[] {
  return readdirSync(join(FOLDER, version))
    .map((name) => name.replace(/\.json$/, ""))
    .filter((input) => !Object.hasOwn(INPUTS, input));
}

/** The changes that interrupt or endanger somebody and that the text of the changes since then does not name. */
export function untold(changes: readonly UpgradeChange[], changelog: string): UpgradeChange[] {
  return changes.filter(
    ({ version, change }) => change.class !== "safe" && !since(version, changelog).includes(`\`${nameOfChange(change)}\``),
  );
}

/** What stands in the change log above a version; all of it, where that version has no heading yet. */
function since(version: string, changelog: string): string {
  const at = changelog.search(new RegExp(`^## ${version.replaceAll(".", "\\.")}\\b`, "m"));
  return at < 0 ? changelog : changelog.slice(0, at);
}

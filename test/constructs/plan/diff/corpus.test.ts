import { ApiObject, App, Chart } from "cdk8s";
import { diffPlans, type Plan, planOf } from "../../../../constructs/plan";
import { CORPUS, type LabProof } from "./corpus";

const ALL = Object.values(CORPUS).flat();
const CLASSES = ["safe", "restart", "replace", "data at risk"] as const;

/** What a cluster must show for a class to be right. */
const PROVES: Readonly<Record<LabProof["sees"], readonly string[]>> = {
  untouched: ["nothing"],
  kept: ["safe"],
  reached: ["safe"],
  "answer kept": ["safe", "restart"],
  "data kept": ["safe", "restart", "replace"],
  restarted: ["restart"],
  "runs again": ["restart"],
  blocked: ["restart"],
  unprotected: ["restart"],
  gone: ["replace"],
  forbidden: ["replace"],
  cut: ["restart", "replace"],
  "no successor": ["restart", "replace"],
  refused: ["replace", "data at risk"],
  "answer gone": ["replace", "data at risk"],
  "data lost": ["data at risk"],
};

describe.each(Object.entries(CORPUS))("%s", (_subject, trials) => {
  test.each(trials.map((trial) => [`${trial.name}: ${trial.class}`, trial] as const))("%s", (_name, trial) => {
    const { before, after, capacity, says = /(?:)/ } = trial;
    const diff = diffPlans(before, after, { today: "2026-11-21", capacity });
    expect({ class: diff.worst ?? "nothing", changes: diff.changes }).toMatchObject({ class: trial.class });
    const words = diff.changes
      .filter((change) => change.class === diff.worst)
      .map(({ what, why, event, remedy = "" }) => `${event} ${what} ${why} ${remedy}`);
    expect(words.join("\n")).toMatch(says);
  });
});

describe("the corpus", () => {
  it("has at least 80 changes of all classes, and 30 that a cluster confirms", () => {
    expect(ALL.length).toBeGreaterThanOrEqual(80);
    for (const one of CLASSES) expect(ALL.filter(({ class: stated }) => stated === one).length).toBeGreaterThanOrEqual(15);
    expect(ALL.filter(({ lab }) => lab).length).toBeGreaterThanOrEqual(30);
  });

  it("asks a cluster for what its classes mean", () => {
    const others = ALL.filter((trial) => trial.lab && !PROVES[trial.lab.sees].includes(trial.class));
    expect(others.map(({ name }) => name)).toEqual([]);
  });

  it("has no name twice, and no change that changes nothing", () => {
    expect(new Set(ALL.map(({ name }) => name)).size).toBe(ALL.length);
    expect(ALL.filter(({ before, after }) => JSON.stringify(before) === JSON.stringify(after)).map(({ name }) => name)).toEqual([]);
  });

  it("has the volumes and the protection that Plans of trees have", () => {
    // A stand-in of what a family declares is in no tree.
    const plans = ALL.flatMap(({ before, after }) => [before, after]).filter(({ assets }) => assets.every(({ kind }) => kind === "volume"));
    expect(plans.length).toBeGreaterThan(200);
    for (const plan of plans) {
      const { assets, objects } = treePlan(plan);
      expect({ volumes: sorted(plan.assets), kept: kept(plan) }).toEqual({ volumes: sorted(assets), kept: kept({ objects }) });
    }
  });
});

function treePlan({ objects, system, environment }: Plan): Plan {
  const app = new App();
  const chart = new Chart(app, "all");
  objects.forEach(({ manifest }, index) => new ApiObject(chart, `object-${index}`, manifest));
  return planOf(app, { system, environment });
}

function kept({ objects }: Pick<Plan, "objects">): string[] {
  return objects
    .filter(({ keep }) => keep)
    .map(({ id }) => id)
    .sort();
}

function sorted(assets: Plan["assets"]): Plan["assets"] {
  return assets.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

import { join, resolve } from "node:path";
import { CommandLine, type Ended } from "./command-line";
import type { StageContext } from "./stage";

const EXAMPLE = join(resolve(__dirname, "../../.."), "lib/test/constructs/workload/example-tree.js");
const PREFIX = "tagenal-e2e-diff-";
const HOME = `${PREFIX}shop`;

/** What a diff says, as far as it is looked at here. */
interface Told {
  readonly changes: readonly { readonly class: string; readonly name: string; readonly what: string }[];
  readonly exitCode: number;
}

/** Somebody's hand, what a diff must say of it, and whether an apply takes it back. */
interface Edit {
  readonly words: readonly string[];
  /** Undefined where it is an act and no state. */
  readonly told?: string;
  /** What undoes it, where an apply leaves it. */
  readonly undo?: readonly string[];
}

const EDITS: readonly Edit[] = [
  { words: ["label", "service/web", "team=shop"], told: `Service ${HOME}/web edited by hand`, undo: ["label", "service/web", "team-"] },
  {
    words: ["annotate", "cronjob/nightly", "note=mine"],
    told: `CronJob ${HOME}/nightly edited by hand`,
    undo: ["annotate", "cronjob/nightly", "note-"],
  },
  {
    words: ["set", "env", "deployment/caller", "COLOUR=red"],
    told: `Deployment ${HOME}/caller edited by hand`,
    undo: ["set", "env", "deployment/caller", "COLOUR-"],
  },
  { words: ["set", "image", "daemonset/agent", "agent=docker.io/library/busybox:1.37"], told: `DaemonSet ${HOME}/agent pods renewed` },
  {
    words: ["patch", "cronjob/nightly", "-p", '{"spec":{"schedule":"0 4 * * *"}}'],
    told: `CronJob ${HOME}/nightly schedule or job changed`,
  },
  {
    words: ["patch", "horizontalpodautoscaler/web", "-p", '{"spec":{"maxReplicas":4}}'],
    told: `HorizontalPodAutoscaler ${HOME}/web scaling changed`,
  },
  {
    words: ["patch", "networkpolicy/store", "--type=json", "-p", '[{"op":"remove","path":"/spec/ingress/0"}]'],
    told: `NetworkPolicy ${HOME}/store rules changed`,
  },
  { words: ["delete", "poddisruptionbudget/web"], told: `PodDisruptionBudget ${HOME}/web added` },
  { words: ["scale", "deployment/web", "--replicas=3"] },
  { words: ["rollout", "restart", "statefulset/store"] },
];

/** A diff against a cluster: everything before the first apply, nothing after it, exactly what hands have done, and what a new version will do. */
export async function diffAgainstCluster({ kubectl, print }: StageContext): Promise<Record<string, number | string>> {
  const tagenal = await CommandLine.in();
  const there = (words: readonly string[]): Promise<string> => kubectl([...words, "-n", HOME]);
  try {
    const make = (name: string, greeting: string): Promise<string> =>
      tagenal.app(
        name,
        "tagenal-e2e-diff",
        `(environment) => require(${JSON.stringify(EXAMPLE)}).example({ ...environment, namespacePrefix: "${PREFIX}" }, { greeting: "${greeting}" }).app`,
      );
    const [app, newer] = [await make("shop", "hello"), await make("newer", "good morning")];
    const diff = async (file: string, ...more: string[]): Promise<Ended & { readonly told: Told }> => {
      const ended = await tagenal.run(["diff", "lab", "--app", file, "--json", ...more]);
      if (ended.code === 1) throw new Error(`tagenal diff ended with 1:\n${ended.out}${ended.err}`);
      return { ...ended, told: JSON.parse(ended.out) as Told };
    };
    const expectNames = (what: string, { told }: { readonly told: Told }, names: readonly string[]): void => {
      const found = told.changes.map(({ name }) => name).sort();
      if (JSON.stringify(found) !== JSON.stringify([...names].sort()))
        throw new Error(`${what}: the diff says\n  ${found.join("\n  ")}\nand not\n  ${[...names].sort().join("\n  ")}`);
    };

    const fresh = await diff(app);
    const added = fresh.told.changes.filter(({ name }) => name.endsWith(" added")).length;
    if (fresh.code !== 2 || added !== fresh.told.changes.length) throw new Error(`before the first apply: ${fresh.out}`);
    await tagenal.succeed("apply", "lab", "--app", app);
    const same = await diff(app);
    expectNames("right after an apply", same, []);

    const soon = await diff(newer);
    print(`a new version: ${soon.told.changes.map(({ class: risk, name }) => `${risk}: ${name}`).join("; ")}`);
    if (soon.code !== 3) throw new Error(`another configuration is a restart, not ${soon.code}: ${soon.out}`);

    for (const { words } of EDITS) await there(words);
    const edited = await diff(app);
    expectNames(
      "after edits by hand",
      edited,
      EDITS.flatMap(({ told }) => told ?? []),
    );
    await tagenal.succeed("apply", "lab", "--app", app);
    expectNames(
      "after an apply that takes back what is ours",
      await diff(app),
      EDITS.flatMap(({ told, undo }) => (undo && told ? told : [])),
    );
    for (const { undo } of EDITS) if (undo) await there(undo);
    expectNames("when all is as it was", await diff(app), []);
    return {
      "objects compared": fresh.told.changes.length,
      "seconds of a diff against the cluster": same.seconds,
      "edits by hand, each found": EDITS.length,
    };
  } finally {
    await tagenal.run(["delete", "lab", "--app", join(tagenal.folder, "shop.js"), "--allow-data", "all"]);
    await kubectl(["delete", "namespace", HOME, "--ignore-not-found", "--timeout=120s"]);
    await tagenal.close();
  }
}

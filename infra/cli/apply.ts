import { type ApplyAccount, countOutcomes } from "../apply/account";
import type { Progress } from "../apply/apply-objects";
import { applyPlan } from "../apply/apply-plan";
import { startRun } from "../apply/start-run";
import type { Arguments } from "./arguments";
import { allowedData, changeCluster, sourceOf } from "./change-cluster";
import type { Command } from "./command";
import { plannedSystem } from "./planned-system";
import type { Terminal } from "./terminal";

/** `tagenal apply`: brings a cluster to what the code says. */
export const APPLY: Command = {
  summary: "brings the environment's cluster to what the code says",
  help: `usage: tagenal apply <environment> [--system S | --app MODULE] [--adopt] [--prune [--allow-data IDS]] [--json]

Applies a system to the environment's cluster with kubectl, phase by phase, and waits until it runs. What the cluster would refuse is said
before the first change. It may be interrupted and repeated at any time; the second time it changes nothing.

  <environment>     minikube, eks, lab, or one that the module exports; its cluster is the only one that is touched
  --system S        a system that Tagenal brings
  --app MODULE      your own: a module that exports by default (environment) => App
  --adopt           take over objects of the same name that were made by hand; those of Helm, Argo CD, Flux, Pulumi never
  --prune           remove what has left the code; without it, it is listed. What holds data stays
  --allow-data IDS  with --prune: what of it may go although it holds data, as "StatefulSet.apps/shop/db,…", or all
  --json            say what was done as JSON on standard output

examples:
  tagenal apply minikube
  tagenal apply eks --app ./main.ts --prune
`,
  options: {
    system: { type: "string" },
    app: { type: "string" },
    adopt: { type: "boolean" },
    prune: { type: "boolean" },
    "allow-data": { type: "string" },
  },
  run: apply,
};

async function apply(given: Arguments, terminal: Terminal): Promise<number> {
  const allowData = allowedData(given, "prune");
  const { environment, plan } = await plannedSystem(given);
  const progress: Progress = { phase: "", changed: 0 };
  const stop = (): string =>
    progress.phase === ""
      ? "Nothing was changed."
      : `It stopped in ${progress.phase}, ${progress.changed} objects were created or changed. Repeat the same command: it goes on from there.`;
  return changeCluster(terminal, stop, async (hooks) => {
    const run = await startRun(plan, environment, hooks);
    const account = await applyPlan(run, progress, { adopt: given.flag("adopt"), prune: given.flag("prune"), allowData });
    terminal.done();
    if (terminal.json) terminal.print(`${JSON.stringify(account, null, 2)}\n`);
    else terminal.print(`${render(account, terminal, `npx tagenal apply ${environment.name}${sourceOf(given)}`)}\n`);
  });
}

function render(account: ApplyAccount, terminal: Terminal, again: string): string {
  const { objects, removed, left, foreign, entryPoints, credentials, seconds } = account;
  const kept = left.filter(({ keep }) => keep);
  const held = foreign.map(
    ({ container, objects: [first, ...more] }) =>
      `  ${container} holds ${first}${more.length > 0 ? ` and ${more.length} more` : ""}, not ours`,
  );
  return [
    `${terminal.paint("green", `${account.system} runs in ${account.environment}`)}: ${countOutcomes(objects)}${removed.length > 0 ? `, ${removed.length} removed` : ""} in ${seconds} s`,
    ...objects.flatMap(({ id, takenBack }) => (takenBack.length > 0 ? `  ${id}: took back ${takenBack.join(", ")}` : [])),
    ...objects.flatMap(({ id, adopted }) => (adopted ? `  ${id}: made by hand, now part of the system` : [])),
    ...credentials.map(({ secret, key, namespace, from }) => `  Secret ${namespace ? `${namespace}/` : ""}${secret}: ${key} ${from}`),
    ...removed.map((id) => `  ${id}: removed`),
    ...entryPoints.map(({ name, url, address }) => `  ${name}: ${url}${address ? ` (now at ${address})` : ""}`),
    ...(left.length > 0
      ? [
          "",
          "No longer in the code, but still there:",
          ...left.map(({ id, keep, since }) => `  ${id} (since ${since}${keep ? ", holds data" : ""})`),
        ]
      : []),
    ...held,
    ...(left.length > kept.length ? [`Remove it with: ${again} --prune`] : []),
    ...(kept.length > 0
      ? [`Remove what holds data, with its data: ${again} --prune --allow-data ${kept.map(({ id }) => id).join(",")}`]
      : []),
  ].join("\n");
}

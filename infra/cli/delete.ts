import { type DeleteAccount, deletePlan } from "../apply/delete-plan";
import { startRun } from "../apply/start-run";
import type { Arguments } from "./arguments";
import { allowedData, changeCluster, sourceOf } from "./change-cluster";
import type { Command } from "./command";
import { plannedSystem } from "./planned-system";
import type { Terminal } from "./terminal";

/** `tagenal delete`: removes from a cluster what `tagenal apply` has made. */
export const DELETE: Command = {
  summary: "removes from the environment's cluster what apply has made",
  help: `usage: tagenal delete <environment> [--system S | --app MODULE] [--allow-data IDS] [--json]

Removes everything that tagenal apply has made of a system, in the reverse order, and waits until it is gone. What holds data stays, with its
namespaces and credentials, and so does a namespace in which others have something. It may be interrupted and repeated at any time.

  <environment>     minikube, eks, lab, or one that the module exports; its cluster is the only one that is touched
  --system S        a system that Tagenal brings
  --app MODULE      your own: a module that exports by default (environment) => App
  --allow-data IDS  what may go although it holds data, as "StatefulSet.apps/shop/db,Namespace/shop", or all
  --json            say what was done as JSON on standard output

examples:
  tagenal delete minikube
  tagenal delete lab --system greeter --allow-data all
`,
  options: { system: { type: "string" }, app: { type: "string" }, "allow-data": { type: "string" } },
  run: remove,
};

async function remove(given: Arguments, terminal: Terminal): Promise<number> {
  const allowData = allowedData(given);
  const { environment, plan } = await plannedSystem(given);
  return changeCluster(
    terminal,
    () => "Repeat the same command: it goes on from there.",
    async (hooks) => {
      const account = await deletePlan(await startRun(plan, environment, hooks), { allowData });
      terminal.done();
      if (terminal.json) terminal.print(`${JSON.stringify(account, null, 2)}\n`);
      else terminal.print(`${render(account, terminal, `npx tagenal delete ${environment.name}${sourceOf(given)}`)}\n`);
    },
  );
}

function render({ system, environment, removed, kept, foreign, seconds }: DeleteAccount, terminal: Terminal, again: string): string {
  if (removed.length + kept.length + foreign.length === 0) return `${system} is not in ${environment}: there is nothing to remove`;
  const data = kept.filter(({ keep }) => keep);
  return [
    `${terminal.paint("green", `${system} is removed from ${environment}`)}: ${removed.length} ${removed.length === 1 ? "object" : "objects"} in ${seconds} s`,
    ...(kept.length > 0 ? ["", "Kept, with its data:", ...kept.map(({ id, keep }) => `  ${id}${keep ? "" : " (a credential)"}`)] : []),
    ...(data.length > 0 ? [`Remove it with all data: ${again} --allow-data all`] : []),
    ...foreign.map(
      ({ container, objects: [first, ...more] }) =>
        `Kept ${container}: it holds ${first}${more.length > 0 ? ` and ${more.length} more` : ""}, not ours`,
    ),
  ].join("\n");
}

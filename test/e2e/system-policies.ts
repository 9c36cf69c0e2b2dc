import { setTimeout as sleep } from "node:timers/promises";
import { planOf } from "../../constructs/plan";
import { sideName } from "../../constructs/plan/network/attempt";
import { PolicySimulation } from "../../constructs/testing";
import { lab } from "../../stacks";
import { SYSTEMS } from "../../stacks/systems";
import { podMembers } from "./network-members";
import { disagreements, pairsIn, trialsOf } from "./policy-trials";
import type { StageContext, StageResult } from "./stage";
import { standInsFor } from "./stand-ins";

const PATIENCE = 2000;

/** The policies of every system, in the real network: stand-ins of all its pods, and strangers, call one another on every port. */
export async function systemPolicies(context: StageContext): Promise<StageResult> {
  const figures = { systems: 0, pairs: 0, attempts: 0, allowed: 0, disagreements: 0 };
  const wrong: string[] = [];
  for (const [system, make] of Object.entries(SYSTEMS)) {
    const namespacePrefix = `tagenal-e2e-${system}-`;
    const { plan, ports } = standInsFor(planOf(make({ ...lab, namespacePrefix }), { system }), `${namespacePrefix}elsewhere`);
    const objects = plan.objects.map(({ manifest }) => manifest);
    try {
      await context.kubectl(["apply", "--server-side", "-f", "-"], JSON.stringify({ apiVersion: "v1", kind: "List", items: objects }));
      const members = await podMembers(context, plan, () => ports);
      await sleep(PATIENCE);
      const trials = trialsOf(members, new PolicySimulation(plan));
      const found = await disagreements(trials, PATIENCE);
      figures.systems += 1;
      figures.pairs += pairsIn(trials);
      figures.attempts += trials.length;
      figures.allowed += trials.filter(({ verdict }) => verdict.allowed).length;
      for (const { trial, outcome } of found) {
        const { client, server, target, verdict } = trial;
        wrong.push(
          `${system}: ${sideName(client.side)} to ${sideName(server.side)}:${target.port}: simulated ${verdict.why}, in truth ${outcome.said}`,
        );
      }
    } finally {
      const namespaces = objects.filter(({ kind }) => kind === "Namespace").map(({ metadata }) => metadata.name);
      await context.kubectl(["delete", "namespace", ...namespaces, "--ignore-not-found", "--timeout=120s"]);
    }
  }
  if (wrong.length > 0) throw new Error(`network and simulation do not agree on ${wrong.length} attempts:\n${wrong.join("\n")}`);
  if (figures.allowed === 0 || figures.allowed === figures.attempts)
    throw new Error(`attempts of one verdict only prove nothing: ${figures.allowed} of ${figures.attempts} allowed`);
  return { figures };
}

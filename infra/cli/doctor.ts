import { type Finding, takeSnapshot } from "../operate/diagnosis";
import { healthOf } from "../operate/health";
import { provePolicies } from "../operate/policy-proof";
import type { Arguments } from "./arguments";
import { sourceOf } from "./change-cluster";
import type { Command } from "./command";
import { renderHealth, renderProof } from "./doctor-report";
import { plannedSystem } from "./planned-system";
import type { Terminal } from "./terminal";
import { withCluster } from "./with-cluster";

/** `tagenal doctor`: says what does not run as intended, and why. */
export const DOCTOR: Command = {
  summary: "says what of a system does not run as intended, why, and what to do",
  help: `usage: tagenal doctor <environment> [--system S | --app MODULE] [--policies] [--json]

Compares a running system with what was intended, and names the cause of each trouble: images, crashes, probes, nodes, volumes, missing
Secrets, quotas, policies that cut a connection off, what somebody changed by hand. It reads names and states, never the value of a Secret,
and changes nothing. Exit code 0: all runs as intended.

  --policies      also prove that the cluster enforces network policies: pods in a namespace made for it call one another with and
                  without policies. Takes about half a minute, removes the namespace in the end
  --system S, --app MODULE   as in tagenal synth
  --json          the findings as JSON on standard output

examples:
  tagenal doctor minikube
  tagenal doctor eks --policies
`,
  options: { system: { type: "string" }, app: { type: "string" }, policies: { type: "boolean" } },
  run: doctor,
};

async function doctor(given: Arguments, terminal: Terminal): Promise<number> {
  terminal.progress(`rendering for ${given.environment} …`);
  const { system, environment, plan } = await plannedSystem(given);
  const { health, proof } = await withCluster(environment, terminal, async ({ kubectl, plain, signal }) => {
    terminal.progress("looking at the cluster …");
    const found = healthOf(plan, await takeSnapshot(kubectl, plan));
    if (!given.flag("policies")) return { health: found };
    const progress = (text: string): void => terminal.progress(text);
    return { health: found, proof: await provePolicies(plain, environment, { signal, progress }) };
  });
  const whole = { ...health, findings: health.findings.map((finding) => completed(finding, given)) };
  terminal.done();
  if (terminal.json)
    terminal.print(`${JSON.stringify({ system, environment: environment.name, ...whole, policies: proof ?? null }, null, 2)}\n`);
  else terminal.print(`${renderHealth(whole, plan, terminal)}\n${renderProof(proof, given.environment, terminal)}\n`);
  return health.healthy && (!proof || proof.remedy === undefined) ? 0 : 1;
}

/** Commands as they are typed for this system: a Plan does not know how it was loaded. */
function completed(finding: Finding, given: Arguments): Finding {
  const remedy = finding.remedy.replaceAll(/\btagenal (apply|secrets) (\S+)/g, (_whole, command: string, name: string) => {
    return `npx tagenal ${command} ${name}${sourceOf(given)}`;
  });
  return { ...finding, remedy };
}

import type { Plan } from "../../constructs/plan";
import type { Finding } from "../operate/diagnosis";
import type { Health } from "../operate/health";
import type { PolicyProof } from "../operate/policy-proof";
import type { Terminal } from "./terminal";

/** How a system is, in short paragraphs, the worst first. */
export function renderHealth(health: Health, { system, environment }: Plan, terminal: Terminal): string {
  const { findings, healthy, unseen } = health;
  const head = `${system} in ${environment}`;
  const notes = unseen.map(({ resource, namespace, why }) => {
    return terminal.paint(
      "yellow",
      `! could not look at ${resource}${namespace === undefined ? "" : ` of namespace ${namespace}`}: ${why}`,
    );
  });
  if (findings.length === 0) {
    const { objects, workloads, pods, connections } = health;
    const first = healthy ? terminal.paint("green", `${head} runs as intended`) : terminal.paint("red", `${head} cannot be judged`);
    const counts = [
      count(objects, "object"),
      count(workloads, "workload"),
      `${pods.ready} of ${count(pods.wanted, "pod")} ready`,
      `${count(connections, "connection")} open as far as policies say`,
    ];
    return [first, `  ${counts.join(", ")}`, ...notes].join("\n");
  }
  return [
    terminal.paint("red", `${head}: ${count(findings.length, "problem")}`),
    "",
    ...findings.map((one) => renderFinding(one, terminal)),
    ...notes,
  ].join("\n");
}

/** One finding as a paragraph. */
export function renderFinding({ what, cause, remedy }: Finding, terminal: Terminal): string {
  const indented = cause.split("\n").join("\n       ");
  return [terminal.paint("bold", what), `  why  ${indented}`, `  do   ${remedy}`, ""].join("\n");
}

/** Whether the cluster enforces policies, as far as it was tried. */
export function renderProof(proof: PolicyProof | undefined, environment: string, terminal: Terminal): string {
  if (!proof)
    return terminal.paint("grey", `Whether the cluster enforces policies was not tried: tagenal doctor ${environment} --policies`);
  const { text, remedy, findings, seconds } = proof;
  return [
    terminal.paint(remedy === undefined ? "green" : "red", `Policies: ${text} (${seconds} s)`),
    ...(remedy === undefined ? [] : [`  do   ${remedy}`]),
    ...findings.map((finding) => `\n${renderFinding(finding, terminal)}`),
  ].join("\n");
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}

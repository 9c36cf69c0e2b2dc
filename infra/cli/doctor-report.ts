import { grouped, type Plan } from "../../constructs/plan";
import type { Finding, Unseen } from "../operate/diagnosis";
import type { Health } from "../operate/health";
import type { PolicyProof } from "../operate/policy-proof";
import type { Terminal } from "./terminal";

/** How a system is, in short paragraphs, the worst first. */
export function renderHealth(health: Health, { system, environment }: Plan, terminal: Terminal): string {
  const { findings, healthy, unseen } = health;
  const head = `${system} in ${environment}`;
  const notes = unseenNotes(unseen).map((note) => terminal.paint("yellow", note));
  if (findings.length === 0) {
    const { objects, workloads, pods, connections } = health;
    const first = healthy ? terminal.paint("green", `${head} runs as intended`) : terminal.paint("red", `${head} cannot be judged`);
    const counts = [
      count(objects, "object"),
      count(workloads, "workload"),
      `${pods.ready} of ${count(pods.wanted, "pod")} ready`,
      `${count(connections, "connection")} open as far as policies say`,
    ];
    return [first, ...(healthy ? [`  ${counts.join(", ")}`] : []), ...notes].join("\n");
  }
  return [
    terminal.paint("red", `${head}: ${count(findings.length, "problem")}`),
    "",
    ...findings.map((one) => renderFinding(one, terminal)),
    ...notes,
  ].join("\n");
}

/** What could not be looked at for want of a right, one line for each place. */
function unseenNotes(unseen: readonly Unseen[]): string[] {
  return [...grouped(unseen, ({ namespace }) => [namespace]).entries()].map(([namespace, all]) => {
    const place = namespace === undefined ? "the cluster" : `namespace ${namespace}`;
    return `! could not look at ${all.map(({ resource }) => resource).join(", ")} of ${place}: you have no right to list them`;
  });
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

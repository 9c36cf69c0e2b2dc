import { formatBytes, formatCpu } from "../../constructs/core";
import { demandOf, type Plan, type PlanDemand, shortages } from "../../constructs/plan";
import { type Environment, totalCapacity } from "../../stacks";
import type { Terminal } from "./terminal";

/** What a Plan would create, and whether the environment has room for it. */
export interface Summary {
  readonly system: string;
  readonly environment: string;
  readonly objects: number;
  readonly phases: number;
  readonly demand: PlanDemand;
  readonly fits: boolean;
  readonly warnings: readonly string[];
}

/** Sums up a Plan for an environment. */
export function summarize(plan: Plan, environment: Environment): Summary {
  const capacity = totalCapacity(environment);
  const demand = demandOf(plan, capacity);
  const missing = shortages(demand, capacity);
  return {
    system: plan.system,
    environment: plan.environment,
    objects: plan.objects.length,
    phases: (plan.objects.at(-1)?.phase ?? -1) + 1,
    demand,
    fits: missing.length === 0,
    warnings: [...missing.map((line) => `it does not fit: ${line}`), ...openQuestions(plan)],
  };
}

function openQuestions({ credentials, slots }: Plan): string[] {
  const secrets = credentials.map(
    ({ namespaces, secret, key, description }) => `Secret ${namespaces[0]}/${secret} must be filled, key ${key}: ${description}`,
  );
  const values = slots.map(({ name, type, description }) => `slot ${name} (${type}) must be filled by the deployment: ${description}`);
  return [...secrets, ...values];
}

/** The summary as a short table. */
export function renderSummary(summary: Summary, environment: Environment, terminal: Terminal): string {
  const { demand, warnings } = summary;
  const capacity = totalCapacity(environment);
  const rows: [string, string, string?][] = [
    ["namespaces", String(demand.namespaces)],
    ["workloads", String(demand.workloads)],
    ["pods", String(demand.pods), String(capacity.pods)],
    ["volumes", demand.volumes === 0 ? "0" : `${demand.volumes}, ${formatBytes(demand.storage)}`],
    ["CPU", formatCpu(demand.cpu), formatCpu(capacity.cpu)],
    ["memory", formatBytes(demand.memory), formatBytes(capacity.memory)],
  ];
  const width = Math.max(...rows.map(([, amount]) => amount.length));
  return [
    terminal.paint("bold", `${summary.system} for ${environment.name} (${environment.description})`),
    `${count(summary.objects, "object")} in ${count(summary.phases, "phase")}`,
    "",
    ...rows.map(([what, amount, room]) =>
      `  ${what.padEnd(11)} ${amount.padEnd(width)}${room === undefined ? "" : terminal.paint("grey", `  of ${room}`)}`.trimEnd(),
    ),
    "",
    ...(summary.fits ? [terminal.paint("green", "It fits.")] : []),
    ...warnings.map((warning) => terminal.paint("yellow", `! ${warning}`)),
  ].join("\n");
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}

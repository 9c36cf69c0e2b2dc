import type { Plan } from "../../constructs/plan";
import type { CredentialState, FilledCredential } from "../apply/credentials";
import type { Arguments } from "./arguments";
import { sourceOf } from "./change-cluster";
import type { Terminal } from "./terminal";

/** What there is to say of a system's credentials. */
export interface SecretsReport {
  readonly given: Arguments;
  readonly plan: Plan;
  readonly states: readonly CredentialState[];
  readonly filled: readonly FilledCredential[];
  /** Namespaces that are not there yet. */
  readonly absent: readonly string[];
}

/** Whether a credential is there, in a few words. */
export function stateOf({ filled, missing, differs }: CredentialState): string {
  if (differs) return "differs between namespaces";
  if (missing.length === 0) return "filled";
  return filled.length === 0 ? "missing" : `missing in ${missing.map(placeName).join(", ")}`;
}

/** The credentials as a table, and what to do next. */
export function renderSecrets({ given, plan, states, filled, absent }: SecretsReport, terminal: Terminal): string {
  const head = `${plan.system} in ${plan.environment}`;
  if (states.length === 0) return `${head} wants no credentials`;
  const rows = states.map((state) => {
    const { secret, key, namespaces, description, source } = state.credential;
    return [
      secret,
      key,
      namespaces.map(placeName).join(", "),
      source.kind === "given" ? `given as ${source.key}` : "generated",
      stateOf(state),
      description,
    ];
  });
  const table = [["SECRET", "KEY", "NAMESPACES", "SOURCE", "STATE", "FOR"], ...rows];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const lines = table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  return [terminal.paint("bold", lines[0] ?? ""), ...lines.slice(1), ...notes({ given, plan, states, filled, absent }, terminal)].join(
    "\n",
  );
}

function notes({ given, plan, states, filled, absent }: SecretsReport, terminal: Terminal): string[] {
  const again = `npx tagenal secrets ${given.environment}${sourceOf(given)} --fill`;
  const warn = (text: string): string => terminal.paint("yellow", `! ${text}`);
  const done = filled.map(({ credential: { secret, key }, namespace, from }) => `${placeName(namespace)}/${secret}: ${key} ${from}`);
  const ours = new Set(plan.objects.flatMap(({ manifest }) => (manifest.kind === "Namespace" ? [manifest.metadata.name] : [])));
  const spaces = absent.map((name) =>
    warn(
      `namespace ${name} does not exist yet: ${ours.has(name) ? "tagenal apply makes it, and so does --fill" : "whoever owns it must make it first"}`,
    ),
  );
  const open = states.filter(({ missing }) => missing.length > 0);
  const keys = open.flatMap(({ credential: { source }, filled: there }) =>
    source.kind === "given" && there.length === 0 ? [source.key] : [],
  );
  const next =
    open.length === 0
      ? []
      : [
          `Fill what is missing: ${again}${keys.length > 0 ? ` --from FILE, a file with ${keys.map((key) => `"${key}: …"`).join(", ")}` : ""}`,
        ];
  const differing = states.filter(({ differs }) => differs);
  const contrary = differing.map(({ credential: { secret, key, namespaces } }) =>
    warn(`${secret}, ${key}: ${namespaces.map(placeName).join(" and ")} hold different values; delete the wrong one and fill it again`),
  );
  return [...(done.length > 0 ? ["", ...done] : []), ...spaces, ...contrary, ...(next.length > 0 ? ["", ...next] : [])];
}

function placeName(namespace: string | undefined): string {
  return namespace ?? "(the context's namespace)";
}

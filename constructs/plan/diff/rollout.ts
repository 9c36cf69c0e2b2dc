import type { Change } from "./change";
import type { View } from "./view";

const SHOWN = 4;

/** What a change does to its object, as a verb of the rollout. */
function verbOf({ event, class: risk, rule }: Change): string {
  if (event === "added") return "made";
  if (event === "removed") return "removed";
  if (event === "pods renewed") return "pods renewed";
  if (rule === "job-again") return "runs again";
  if (rule === "renamed" || rule === "api-group") return "made beside the old one";
  return risk === "replace" || risk === "data at risk" ? "interrupted or made anew" : "changed";
}

/** What happens, in order: a line for each phase in which something does. */
export function rolloutOf(changes: readonly Change[], after: View): string[] {
  const phases = new Map<number, Change[]>();
  for (const change of changes) {
    if (change.object === undefined) continue;
    phases.set(change.phase, [...(phases.get(change.phase) ?? []), change]);
  }
  const order = [...phases.keys()].sort((a, b) => a - b);
  return order.map((phase, index) => {
    const lines = new Map<string, Set<string>>();
    for (const change of worstFirst(phases.get(phase) ?? [])) {
      const known = [...lines.values()].some((subjects) => subjects.has(change.subject));
      const verb = verbOf(change);
      if (!known) lines.set(verb, (lines.get(verb) ?? new Set()).add(change.subject));
    }
    const said = [...lines].map(([verb, subjects]) => `${verb}: ${listed([...subjects])}`).join("; ");
    const waits = index < order.length - 1 && after.plan.objects.some((object) => object.phase === phase && object.wait.until !== "exists");
    return `${said}${waits ? "; then all of it is awaited" : ""}`;
  });
}

const WEIGHT: Readonly<Record<Change["class"], number>> = { "data at risk": 3, replace: 2, restart: 1, safe: 0 };

function worstFirst(changes: readonly Change[]): Change[] {
  return changes.toSorted((a, b) => WEIGHT[b.class] - WEIGHT[a.class]);
}

function listed(subjects: readonly string[]): string {
  const more = subjects.length - SHOWN;
  return more > 1 ? `${subjects.slice(0, SHOWN).join(", ")} and ${more} more` : subjects.join(", ");
}

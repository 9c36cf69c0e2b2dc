import type { LiveObject } from "./live-kinds";

/** ", last changed by kubectl-edit 5 min ago": who, other than a controller that reports a status; nothing where nobody knows. */
export function whoChanged({ metadata: { managedFields = [] } }: LiveObject, now: number): string {
  const changes = managedFields
    .filter(({ subresource, time }) => subresource !== "status" && time !== undefined)
    .sort((a, b) => Date.parse(b.time ?? "") - Date.parse(a.time ?? ""));
  const [last] = changes;
  return last ? `, last changed by ${last.manager} ${ago((now - Date.parse(last.time ?? "")) / 1000)} ago` : "";
}

/** A span of time as people say it. */
export function ago(seconds: number): string {
  if (seconds < 120) return `${Math.max(Math.round(seconds), 0)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86400)} days`;
}

import { isCustomKind, kindOf } from "../manifest";
import type { Manifest } from "../plan";
import type { FieldChange } from "./change";
import { isReordered } from "./reordered";
import { keptBack } from "./secret-values";

const LONGEST = 80;
const SHOWN = 3;
const MARKS = /(^|\.)metadata\.(labels|annotations)\b/;

/** An object, as people call it: "StatefulSet cache/redis". */
export function subjectOf(manifest: Manifest): string {
  const { name, namespace } = manifest.metadata;
  const kind = isCustomKind(kindOf(manifest)) ? kindOf(manifest) : manifest.kind;
  return namespace === undefined ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
}

/** What differs, with its values where they are short: "image web:1.0 → web:1.1". */
export function describe(fields: readonly FieldChange[], manifest: Manifest): string {
  // Labels follow what they are about.
  const ordered = [...fields.filter(({ path }) => !MARKS.test(path)), ...fields.filter(({ path }) => MARKS.test(path))];
  const shown = ordered.slice(0, SHOWN).map((field) => describeField(field, manifest));
  const more = fields.length - shown.length;
  return `${shown.join("; ")}${more > 0 ? ` and ${more} more` : ""}`;
}

function describeField({ path, before, after }: FieldChange, manifest: Manifest): string {
  const place = shorten(path, manifest);
  if (isReordered(before, after)) return `${place}: another order`;
  if (before === undefined) return isPlain(after) ? `${place} added: ${text(after)}` : `${place} added`;
  if (after === undefined) return isPlain(before) ? `${place} removed: ${text(before)}` : `${place} removed`;
  if (!isPlain(before) || !isPlain(after)) return `${place} changed`;
  const [was, will] = [text(before), text(after)];
  return was.length + will.length > LONGEST || `${was}${will}`.includes("\n")
    ? `${place} ${linesOf(before, after)}`
    : `${place} ${was} → ${will}`;
}

/** The path without what goes without saying. */
function shorten(path: string, manifest: Manifest): string {
  const [, marks, mark] = /(?:^|\.)metadata\.(labels|annotations)(?:\[([^\]]+)\]|\.[\w-]+)$/.exec(path) ?? [];
  if (marks !== undefined) return `${marks.slice(0, -1)} ${mark ?? path.slice(path.lastIndexOf(".") + 1)}`;
  const claim = /^spec\.volumeClaimTemplates\[([^\]]+)\](?:\.(?:spec\.)?(?:resources\.requests\.)?(.+))?$/.exec(path);
  if (claim) return [`volume ${claim[1]}`, ...(claim[2] === undefined ? [] : [claim[2]])].join(": ");
  const inPod = path.replace(/^spec\.(jobTemplate\.spec\.)?template\.(spec\.)?/, "").replace(/^spec\./, "");
  const containers = (manifest["spec"] as { template?: { spec?: { containers?: readonly unknown[] } } } | undefined)?.template?.spec
    ?.containers;
  const single = containers?.length === 1 ? inPod.replace(/^containers\[[^\]]*\]\.?/, "") : inPod;
  return single || inPod;
}

function isPlain(value: unknown): boolean {
  return (
    value === null || typeof value !== "object" || (Array.isArray(value) && value.every((one) => one === null || typeof one !== "object"))
  );
}

function text(value: unknown): string {
  if (typeof value === "string") return value === "" ? '""' : value;
  return JSON.stringify(value) ?? "nothing";
}

function linesOf(before: unknown, after: unknown): string {
  const [was, will] = [before, after].map((value) => String(value).split("\n")) as [string[], string[]];
  if (was.length === 1 && will.length === 1) return "changed";
  const [old, fresh] = [new Set(was), new Set(will)];
  const counts = [
    [will.filter((line) => !old.has(line)).length, "added"],
    [was.filter((line) => !fresh.has(line)).length, "removed"],
  ] as const;
  const said = counts.filter(([count]) => count > 0).map(([count, verb]) => `${count} ${count === 1 ? "line" : "lines"} ${verb}`);
  return said.length > 0 ? said.join(", ") : "lines in another order";
}

/** Fields without what must not be seen. */
export function withoutSecrets(fields: readonly FieldChange[], kind: string): FieldChange[] {
  if (kind !== "Secret") return [...fields];
  return fields.map((field) => (/^(data|stringData)\b/.test(field.path) ? keptBack(field) : field));
}

/** A field of ours that somebody else has set to another value. */
export interface FieldConflict {
  readonly manager: string;
  readonly field: string;
}

/** Reads the conflicts out of what the API server says of a server-side apply; none where it says something else. */
export function readConflicts(text: string): FieldConflict[] {
  if (!/Apply failed with \d+ conflicts?:/.test(text)) return [];
  const conflicts: FieldConflict[] = [];
  let manager = "";
  for (const line of text.split("\n")) {
    if (line.startsWith("Please review the fields above")) break;
    const [, name, single] = /conflicts? with "([^"]+)".* using [^:]+:\s*(\S.*)?$/.exec(line) ?? [];
    if (name !== undefined) manager = name;
    const field = single ?? (name === undefined ? /^- (.+)$/.exec(line)?.[1] : undefined);
    if (field !== undefined) conflicts.push({ manager, field: field.trim() });
  }
  return conflicts;
}

/** People at work: kubectl and the tools that edit as people do. */
const HANDS = /^(kubectl.*|before-first-apply|k9s|Lens|OpenLens|Headlamp|node-fetch|Mozilla|dashboard)$/;

/** Whether a field was set by hand, so that taking it back fights with nobody's program. */
export function byHand({ manager }: FieldConflict): boolean {
  return HANDS.test(manager);
}

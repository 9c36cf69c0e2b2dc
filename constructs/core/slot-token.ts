const TOKEN = /\$\{slot:([a-z0-9-]+)\}/g;

/** The placeholder of a slot, as it stands in manifests. */
export function slotToken(name: string): string {
  return `\${slot:${name}}`;
}

/** Whether a value is exactly one slot. */
export function isSlotToken(value: unknown): boolean {
  return typeof value === "string" && value.startsWith("${slot:") && value.indexOf("}") === value.length - 1;
}

/** The names of all slots in a text. */
export function slotsInText(text: string): string[] {
  return text.includes("${slot:") ? [...text.matchAll(TOKEN)].map(([, name]) => name as string) : [];
}

/** The text with its slots filled. */
export function fillText(text: string, value: (name: string) => string): string {
  return text.replace(TOKEN, (_token, name: string) => value(name));
}

const STEP = /\.((?:\\.|[^.[\]{}\\])+)|\[(?:'([^']*)'|"([^"]*)"|(-?\d+))\]/y;

/**
 * The steps of a path as kubectl writes it: fields, quoted fields and indexes, "{.status.conditions[0].type}";
 * undefined where it asks for more than one place.
 */
export function stepsOf(path: string): (string | number)[] | undefined {
  const inner = path
    .trim()
    .replace(/^\{(.*)\}$/, "$1")
    .replace(/^\$/, "");
  const text = inner.startsWith(".") || inner.startsWith("[") ? inner : `.${inner}`;
  const steps: (string | number)[] = [];
  STEP.lastIndex = 0;
  while (STEP.lastIndex < text.length) {
    const match = STEP.exec(text);
    if (!match) return undefined;
    const [, field, single, double, index] = match;
    steps.push(index === undefined ? (field?.replace(/\\(.)/g, "$1") ?? single ?? double ?? "") : Number(index));
  }
  return steps;
}

/** The value at a path, as text; undefined where there is nothing. */
export function valueAt(object: unknown, path: string): string | undefined {
  const found = stepsOf(path)?.reduce<unknown>((value, step) => {
    if (Array.isArray(value) && typeof step === "number") return value.at(step);
    return value !== null && typeof value === "object" && Object.hasOwn(value, step) ? (value as Record<string, unknown>)[step] : undefined;
  }, object);
  if (found === undefined || found === null) return undefined;
  return typeof found === "string" ? found : JSON.stringify(found);
}

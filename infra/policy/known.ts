/** Whether this is what Pulumi throws when something is read that is known only after a preview. */
export function isUnknown(error: unknown): boolean {
  // The class is exported without its type.
  return error instanceof Error && error.constructor.name === "UnknownValueError";
}

/**
 * The properties of a resource as plain data, read once. What is not known yet is thrown when it is read, as Pulumi does: so whoever
 * needs it cannot judge, and everybody else can.
 */
export function known(value: unknown, path: readonly string[] = []): unknown {
  if (value === null || typeof value !== "object") return value;
  const copy: object = Array.isArray(value) ? [] : {};
  for (const key of Object.keys(value)) {
    const place = [...path, key];
    try {
      const inner = known((value as Readonly<Record<string, unknown>>)[key], place);
      if (inner !== null && inner !== undefined) Object.defineProperty(copy, key, { value: inner, enumerable: true, writable: true });
    } catch (error) {
      if (!isUnknown(error)) throw error;
      const thrown = (): never => {
        throw error;
      };
      if (!isNeverMissed(place)) Object.defineProperty(copy, key, { get: thrown, enumerable: true });
    }
  }
  return copy;
}

/** Whether a field is there, but not known yet. */
export function isOpen(object: object, field: string): boolean {
  return Object.getOwnPropertyDescriptor(object, field)?.get !== undefined;
}

/** The same object without some of its fields; nothing of it is read. */
export function without<T extends object>(object: T, fields: readonly string[]): T {
  const kept = Object.entries(Object.getOwnPropertyDescriptors(object)).filter(([field]) => !fields.includes(field));
  return Object.defineProperties({}, Object.fromEntries(kept)) as T;
}

/** What no rule asks for: an annotation, and the value of a variable. Where one is not known, all else can be judged without it. */
function isNeverMissed(place: readonly string[]): boolean {
  return place.at(-2) === "annotations" || (place.at(-1) === "value" && place.at(-3) === "env");
}

import type { Registered } from "./registered";

/** Registrations as a text that is short enough to read: a line each, with what it waits for and its options. */
export function rendered(registered: readonly Registered[]): string {
  const short = (urn: string): string => {
    const [, , types = "", name = ""] = urn.split("::");
    return `${types.split("$").at(-1)?.replace("kubernetes:", "")} ${name}`;
  };
  return registered
    .map((one) => {
      const options = [
        ...(one.provider === "" ? [] : [`by ${one.provider.split("::").at(-2)}`]),
        ...(one.protect ? ["protected"] : []),
        ...(one.deletedWith === "" ? [] : [`goes with ${short(one.deletedWith)}`]),
        ...Object.entries(one.timeouts).map(([what, time]) => `${what} ${time}`),
        ...annotationsOf(one),
      ];
      const waits = one.dependencies.map((urn) => `    after ${short(urn)}`);
      return [`${short(one.urn)}${options.length > 0 ? `  [${options.join(", ")}]` : ""}`, ...waits].join("\n");
    })
    .join("\n");
}

/** What Pulumi's provider is told by annotations. */
function annotationsOf({ inputs }: Registered): string[] {
  const { annotations = {} } = (inputs["metadata"] ?? {}) as { readonly annotations?: Readonly<Record<string, unknown>> };
  return Object.entries(annotations).flatMap(([key, value]) =>
    key.startsWith("pulumi.com/") ? [`${key.slice(11)}: ${String(value)}`] : [],
  );
}

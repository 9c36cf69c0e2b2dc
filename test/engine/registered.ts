import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";

/** A resource as it arrived at the engine. */
export interface Registered {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly custom: boolean;
  readonly parent: string;
  readonly provider: string;
  /** The inputs: secrets are `{ secret: … }`, what is not known yet is UNKNOWN. */
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly dependencies: readonly string[];
  readonly protect: boolean;
  readonly deletedWith: string;
  readonly aliases: readonly string[];
  readonly version: string;
  readonly timeouts: Readonly<Record<string, string>>;
  readonly secretOutputs: readonly string[];
  readonly ignoreChanges: readonly string[];
}

/** A resource that is read and not made. */
export interface Read {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly id: string;
}

/** What is not known while a preview runs. */
export const UNKNOWN = "‹unknown›";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const UNKNOWNS = new Set([
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);
/** The sign by which an engine says that it does not know a text yet. */
export const UNKNOWN_ON_THE_WIRE = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A secret as it is on the wire. */
export function secretOnTheWire(value: unknown): unknown {
  return { [SIGNATURE]: SECRET, value };
}

/** What was on the wire, readable. */
export function readable(value: unknown): unknown {
  if (typeof value === "string") return UNKNOWNS.has(value) ? UNKNOWN : value;
  if (Array.isArray(value)) return value.map(readable);
  if (value === null || typeof value !== "object") return value;
  const map = value as Readonly<Record<string, unknown>>;
  if (map[SIGNATURE] === SECRET) return { secret: readable(map["value"]) };
  return Object.fromEntries(Object.entries(map).map(([key, inner]) => [key, readable(inner)]));
}

/** A registration as the program sent it, readable. */
export function registeredFrom(request: RegisterResourceRequest, urn: string): Registered {
  const times = (request.getCustomtimeouts()?.toObject() ?? {}) as Readonly<Record<string, string>>;
  return {
    urn,
    type: request.getType(),
    name: request.getName(),
    custom: request.getCustom(),
    parent: request.getParent(),
    provider: request.getProvider(),
    inputs: readable(request.getObject()?.toJavaScript() ?? {}) as Readonly<Record<string, unknown>>,
    dependencies: request.getDependenciesList().toSorted(),
    protect: request.getProtect() ?? false,
    deletedWith: request.getDeletedwith(),
    aliases: request.getAliasesList().map((alias) => alias.getUrn() || (alias.getSpec()?.getType() ?? "")),
    version: request.getVersion(),
    timeouts: Object.fromEntries(Object.entries(times).filter(([, time]) => time !== "")),
    secretOutputs: request.getAdditionalsecretoutputsList(),
    ignoreChanges: request.getIgnorechangesList(),
  };
}

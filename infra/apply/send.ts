import { idOf, type ObjectId, type PlanObject } from "../../constructs/plan";
import type { Clock } from "../cluster/clock";
import { type IKubectl, KubectlError } from "../cluster/kubectl";
import { asList, type LiveObject, matchLive, readList } from "../cluster/live-object";

/** What became of the objects that were sent: each is an object of the cluster, or an error. */
export interface Sent {
  readonly taken: ReadonlyMap<ObjectId, LiveObject>;
  readonly refused: ReadonlyMap<ObjectId, KubectlError>;
}

/** How objects are sent. */
export interface SendOptions {
  readonly manager: string;
  /** @default false */
  readonly force?: boolean;
  /**
   * Only asks what would be.
   * @default false
   */
  readonly dryRun?: boolean;
  /**
   * Sends some fields of objects that are there already: kubectl would miss the others.
   * @default false
   */
  readonly partial?: boolean;
  /**
   * Waits a moment for what was made just before to be known everywhere: definitions, namespaces, quotas.
   * @default - waits for nothing
   */
  readonly clock?: Clock;
}

/** What the cluster says while it has not yet heard of what it has just made. */
const TOO_EARLY =
  /no matches for kind|namespaces "[^"]+" not found|status unknown for quota|the server could not find the requested resource/;
const PATIENCE = 10_000;

/**
 * Server-side apply of objects in one call. Where the cluster refuses, kubectl does not say reliably which object it was: then
 * each half is sent alone, down to the culprits. What was taken before is taken again, unchanged.
 */
export async function send(kubectl: IKubectl, objects: readonly PlanObject[], options: SendOptions): Promise<Sent> {
  const taken = new Map<ObjectId, LiveObject>();
  const refused = new Map<ObjectId, KubectlError>();
  const begin = options.clock?.now() ?? 0;
  const attempt = async (part: readonly PlanObject[]): Promise<void> => {
    if (part.length === 0) return;
    const manifests = part.map(({ manifest }) => marked(manifest));
    try {
      const output = await kubectl.run(argumentsOf(options), { input: asList(manifests) });
      const live = matchLive(manifests, readList(output));
      for (const { id, manifest } of part) {
        const object = live.get(idOf(manifest));
        if (object) taken.set(id, object);
      }
    } catch (error) {
      if (!(error instanceof KubectlError)) throw error;
      if (options.clock && TOO_EARLY.test(error.stderr) && options.clock.now() - begin < PATIENCE) {
        await options.clock.sleep(500);
        return attempt(part);
      }
      const [only, ...others] = part;
      if (only && others.length === 0) refused.set(only.id, error);
      else {
        const middle = Math.ceil(part.length / 2);
        await attempt(part.slice(0, middle));
        await attempt(part.slice(middle));
      }
    }
  };
  await attempt(objects);
  return { taken, refused };
}

function argumentsOf({ manager, force = false, dryRun = false, partial = false }: SendOptions): string[] {
  const modes = [...(dryRun ? ["--dry-run=server"] : []), ...(partial ? ["--validate=false"] : [])];
  const flags = [`--force-conflicts=${force}`, ...modes, "--show-managed-fields"];
  return ["apply", "--server-side", "--field-manager", manager, ...flags, "-o", "json", "-f", "-"];
}

/** An object with nothing but a name would carry no trace of who applied it: the API server notes fields, not objects. */
function marked(manifest: PlanObject["manifest"]): PlanObject["manifest"] {
  const { apiVersion: _, kind: __, metadata, ...content } = manifest;
  const { name: ___, namespace: ____, ...more } = metadata;
  if (Object.keys(content).length > 0 || Object.keys(more).length > 0) return manifest;
  return { ...manifest, metadata: { ...metadata, labels: { "app.kubernetes.io/managed-by": "tagenal" } } };
}

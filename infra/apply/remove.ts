import type { Problem } from "../../constructs/core";
import { grouped, idOf, kindOf, type ObjectId } from "../../constructs/plan";
import { asList, getLive, type LiveObject, type Named, nameOnly } from "../cluster/live-object";
import { type Foreign, foreignObjects } from "./foreign-objects";
import { type InventoryItem, namedBy } from "./inventory";
import { onCommandLine } from "./refusal-line";
import type { Run } from "./run";
import { paragraph, Stopped } from "./stopped";

/** What has been removed; and what could not be, as it holds what is not ours. */
export interface Removed {
  readonly gone: readonly ObjectId[];
  readonly foreign: readonly Foreign[];
}

const PATIENCE = 300_000;
const POLL = 500;
/** Deleting these deletes whatever is within them, whoever made it. */
const CONTAINERS = new Set(["Namespace", "CustomResourceDefinition.apiextensions.k8s.io"]);

/**
 * Removes objects that are there, the last phase first, and waits until they are gone. Namespaces and definitions come last, and only
 * when nothing of others is left in them.
 * @param ours what may be in a namespace beside them: the inventory
 */
export async function removeAll(run: Run, items: readonly InventoryItem[], ours: ReadonlySet<ObjectId>): Promise<Removed> {
  const containers = items.filter((item) => CONTAINERS.has(kindOf(item)));
  const contents = items.filter((item) => !CONTAINERS.has(kindOf(item)));
  const phases = [...grouped(contents, ({ phase }) => [phase])].sort(([a], [b]) => b - a);
  const volumes: Named[] = [];
  for (const [, objects] of phases) volumes.push(...(await removeNow(run, objects.map(namedBy))));
  // Claims that a stateful set made live on after it: whoever allowed its data to go allowed this.
  await removeNow(run, volumes);
  const foreign: Foreign[] = [];
  const empty: InventoryItem[] = [];
  for (const container of containers) {
    const found = await foreignObjects(run.kubectl, container, ours);
    if (found.objects.length > 0) foreign.push(found);
    else empty.push(container);
  }
  await removeNow(run, empty.map(namedBy));
  const held = new Set(foreign.map(({ container }) => container));
  return { gone: items.map(({ id }) => id).filter((id) => !held.has(id)), foreign };
}

/** Deletes objects and waits until they are gone; answers the claims that stateful sets among them leave behind. */
async function removeNow(run: Run, named: readonly Named[]): Promise<Named[]> {
  if (named.length === 0) return [];
  const { kubectl, clock, signal } = run;
  const begin = clock.now();
  const live = await getLive(kubectl, named);
  if (live.size === 0) return [];
  const claims = [...live.values()].flatMap(claimsOf);
  // In the foreground: an object is gone only when what it made is gone.
  const args = ["delete", "--ignore-not-found", "--wait=false", "--cascade=foreground", "-o", "name", "-f", "-"];
  await kubectl.run(args, { input: asList([...live.values()].map(nameOnly)) });
  for (;;) {
    const left = [...(await getLive(kubectl, named)).values()];
    const [first] = left;
    if (!first) return claims;
    const waited = clock.now() - begin;
    if (waited > PATIENCE) throw new Stopped(left.map(stuck), run.plan);
    run.progress(`removing ${idOf(first)}${left.length > 1 ? ` and ${left.length - 1} more` : ""} (${Math.round(waited / 1000)} s)`);
    await clock.sleep(POLL, signal).catch(() => undefined);
  }
}

function stuck(object: LiveObject): Problem {
  const id = idOf(object);
  const finalizers = (object.metadata.finalizers ?? []).filter((name) => name !== "foregroundDeletion");
  const spec = (object["spec"] ?? {}) as { finalizers?: readonly string[] };
  const { conditions = [] } = (object["status"] ?? {}) as { conditions?: readonly { type: string; status: string; message?: string }[] };
  const told = conditions.filter(({ type, status }) => /^Namespace(Content|Finalizers)Remaining$/.test(type) && status === "True");
  const held = [...finalizers, ...(spec.finalizers ?? [])].join(", ");
  const why = [...(held ? [`held by the finalizer ${held}`] : []), ...told.map(({ message }) => message ?? "")].join("; ");
  const remedy = `let the program behind the finalizer run, or look with: kubectl describe ${onCommandLine(id)}`;
  return paragraph(id, `is still not gone after ${PATIENCE / 1000} s`, why, remedy);
}

/** The claims of a stateful set's templates, for all pods that it may ever have had at its present size. */
function claimsOf({ apiVersion, kind, metadata, ...rest }: LiveObject): Named[] {
  if (kindOf({ apiVersion, kind }) !== "StatefulSet.apps") return [];
  const { replicas = 1, volumeClaimTemplates = [] } = rest["spec"] as {
    replicas?: number;
    volumeClaimTemplates?: readonly { metadata: { name: string } }[];
  };
  return volumeClaimTemplates.flatMap((template) =>
    Array.from({ length: replicas }, (_, ordinal) => ({
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: { name: `${template.metadata.name}-${metadata.name}-${ordinal}`, namespace: metadata.namespace },
    })),
  );
}

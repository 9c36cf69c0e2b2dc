import { isNoteOfPulumi, type Manifest, type ObjectId, type PlanName, type PlanObject } from "../../constructs/plan";
import { byHand } from "../apply/conflict";
import { managerOf } from "../apply/owned-by";
import { onStage } from "../apply/rehearse";
import { send } from "../apply/send";
import type { IKubectl } from "../cluster/kubectl";
import type { LiveObject, LiveObjects, ManagedFields } from "../cluster/live-object";
import { asWritten } from "./as-written";
import { ownedFields } from "./owned-fields";

const PULUMI = /^pulumi-kubernetes/;

/** Whether Pulumi has made an object, and not we: it gives each of its updates a field manager of its own. */
export function isPulumis({ metadata: { managedFields = [] } }: LiveObject, plan: PlanName): boolean {
  const ours = managerOf(plan);
  return managedFields.some(({ manager = "" }) => PULUMI.test(manager)) && !managedFields.some(({ manager }) => manager === ours);
}

/** An object of Pulumi's as it is, and as the code would have it. */
export interface PulumiObject {
  readonly before: Manifest;
  readonly after: Manifest;
}

/**
 * What updating objects of Pulumi's would make of them. An apply under our name would leave what Pulumi has set and the code no longer
 * says: so what the cluster makes of the code is asked in another namespace, and compared with what Pulumi and hands have set.
 */
export async function pulumiObjects(
  kubectl: IKubectl,
  plan: PlanName,
  objects: readonly PlanObject[],
  live: LiveObjects,
): Promise<ReadonlyMap<ObjectId, PulumiObject>> {
  const { taken } = await send(kubectl, objects.map(onStage), { manager: managerOf(plan), force: true, dryRun: true });
  return new Map(
    objects.map((object): [ObjectId, PulumiObject] => {
      const before = withoutScale(asPulumiMadeIt(live.get(object.id) as LiveObject), object);
      const filled = taken.get(object.id);
      return [object.id, { before, after: filled ? asWritten(atHome(filled, object), object.manifest, before) : object.manifest }];
    }),
  );
}

/** A number of pods that the code does not say is somebody else's to choose. */
function withoutScale(manifest: Manifest, { manifest: code }: PlanObject): Manifest {
  const [spec, said] = [manifest["spec"], code["spec"]] as readonly (Readonly<Record<string, unknown>> | undefined)[];
  if (spec?.["replicas"] === undefined || said?.["replicas"] !== undefined) return manifest;
  const { replicas: _, ...rest } = spec;
  return { ...manifest, spec: rest };
}

function atHome(object: Manifest, { manifest }: PlanObject): Manifest {
  const { name, namespace } = manifest.metadata;
  return { ...object, metadata: { ...object.metadata, name, ...(namespace === undefined ? {} : { namespace }) } };
}

/** The object as Pulumi, and hands after it, have written it: what others fill in is left out. */
export function asPulumiMadeIt(object: LiveObject): Manifest {
  const written = ownedFields(object, ({ manager = "" }: ManagedFields) => PULUMI.test(manager) || byHand({ manager, field: "" }));
  return withoutNotes(written) as Manifest;
}

/** Notes stand on the object, and on the template of its pods. */
function withoutNotes(value: unknown): unknown {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(withoutNotes);
  const fields = Object.entries(value).map(([field, inner]): [string, unknown] => {
    if (field !== "annotations" || inner === null || typeof inner !== "object") return [field, withoutNotes(inner)];
    return [field, Object.fromEntries(Object.entries(inner).filter(([name]) => !isNoteOfPulumi(name)))];
  });
  return Object.fromEntries(fields);
}

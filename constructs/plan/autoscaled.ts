import { kindOf, objectId } from "./manifest";
import type { Manifest, ObjectId, Plan } from "./plan";

/** Between how many pods an autoscaler chooses. */
export interface Autoscaled {
  readonly min: number;
  readonly max: number;
}

interface AutoscalerSpec {
  readonly scaleTargetRef: Pick<Manifest, "apiVersion" | "kind"> & { readonly name: string };
  readonly minReplicas?: number;
  readonly maxReplicas: number;
}

/** What autoscalers of a Plan scale. */
export function autoscaled({ objects }: Pick<Plan, "objects">): ReadonlyMap<ObjectId, Autoscaled> {
  return new Map(
    objects.flatMap(({ manifest }) => {
      if (kindOf(manifest) !== "HorizontalPodAutoscaler.autoscaling") return [];
      const { scaleTargetRef, minReplicas = 1, maxReplicas } = manifest["spec"] as AutoscalerSpec;
      const target = objectId(kindOf(scaleTargetRef), manifest.metadata.namespace, scaleTargetRef.name);
      return [[target, { min: minReplicas, max: maxReplicas }] as const];
    }),
  );
}

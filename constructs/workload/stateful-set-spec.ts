import type { Size } from "cdk8s";
import { k8s } from "cdk8s-plus-27";
import { binaryQuantity, type Checks } from "../core";

/** A volume that each pod keeps for itself, beyond its own life. */
export interface Claim {
  readonly size: Size;
  /** @default - the cluster's default class */
  readonly storageClass?: string;
}

/** What differs between specifications of stateful sets, beside their pods. */
export interface StatefulSetSpecProps {
  readonly replicas: number;
  /** The Service that gives each pod its name. */
  readonly serviceName: string;
  readonly selector: Readonly<Record<string, string>>;
  readonly podManagementPolicy: "OrderedReady" | "Parallel";
  readonly claims: Readonly<Record<string, Claim>>;
}

/** The specification of a stateful set without its pods, as plain data. What it holds outlives it. */
export function statefulSetSpec({ replicas, serviceName, selector, podManagementPolicy, claims }: StatefulSetSpecProps): object {
  return k8s.toJson_StatefulSetSpec({
    replicas,
    serviceName,
    selector: { matchLabels: { ...selector } },
    podManagementPolicy,
    persistentVolumeClaimRetentionPolicy: { whenDeleted: "Retain", whenScaled: "Retain" },
    minReadySeconds: 3,
    revisionHistoryLimit: 3,
    volumeClaimTemplates: Object.entries(claims).map(([name, claim]) => claimTemplate(name, claim, selector)),
    template: {},
  }) as object;
}

/** Reports what is wrong with the volumes of a stateful set. */
export function checkClaims(check: Checks, claims: Readonly<Record<string, Claim>>): void {
  for (const [name, { size }] of Object.entries(claims)) {
    check.name("claims", name);
    check.must(size.toKibibytes() > 0, `claims.${name}.size`, "more than nothing", "0");
  }
}

function claimTemplate(
  name: string,
  { size, storageClass }: Claim,
  labels: Readonly<Record<string, string>>,
): k8s.KubePersistentVolumeClaimProps {
  const storage = k8s.Quantity.fromString(binaryQuantity(size.toKibibytes()));
  return {
    metadata: { name, labels: { ...labels } },
    spec: { accessModes: ["ReadWriteOnce"], storageClassName: storageClass, resources: { requests: { storage } } },
  };
}

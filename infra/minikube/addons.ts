import type { Environment } from "../../stacks";

/** The addons that make a storage class of Minikube. */
const STORAGE: Readonly<Record<string, readonly string[]>> = {
  standard: ["default-storageclass", "storage-provisioner"],
  "csi-hostpath-sc": ["csi-hostpath-driver", "volumesnapshots"],
  "local-path": ["storage-provisioner-rancher"],
};

/** The addons that an environment needs: the figures by which pods are scaled, and its storage classes. */
export function neededAddons({ storageClasses: { block, shared } }: Environment): string[] {
  return [...new Set(["metrics-server", ...[block, shared].flatMap((name) => STORAGE[name] ?? [])])];
}

/** What is worth knowing about an environment's storage classes on so many nodes. */
export function storageWarnings({ name, storageClasses: { block, shared } }: Environment, nodes: number): string[] {
  const classes = [...new Set([block, shared])];
  const unknown = classes.filter((one) => !Object.hasOwn(STORAGE, one));
  return [
    ...unknown.map(
      (one) =>
        `no addon of Minikube makes the storage class ${one} of environment ${name}: make it yourself, or take ${Object.keys(STORAGE).join(", ")}`,
    ),
    ...(nodes > 1 && classes.includes("standard")
      ? [`the storage class standard is made for one node, and there are ${nodes}: take csi-hostpath-sc in environment ${name}`]
      : []),
  ];
}

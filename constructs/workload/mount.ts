import type { Size } from "cdk8s";
import { k8s } from "cdk8s-plus-27";
import { binaryQuantity, canonical, kebab, NAME_LIMIT } from "../core";

/** What stands at a path of a container. */
export type Mount =
  /** An empty folder, gone with the pod. Containers that give it the same name share it. */
  | { readonly kind: "scratch"; readonly size?: Size; readonly inMemory?: boolean; readonly name?: string }
  /** The keys of a Secret as files. */
  | { readonly kind: "secret"; readonly secretName: string; readonly mode?: number }
  /** The keys of a ConfigMap that somebody else makes, as files. */
  | { readonly kind: "configMap"; readonly configMapName: string }
  /** A volume claim that is made elsewhere. */
  | { readonly kind: "claim"; readonly claimName: string; readonly readOnly?: boolean }
  /** A volume of each pod of a stateful set, by its name in `claims`. */
  | { readonly kind: "ownClaim"; readonly claim: string };

/** The volumes of a pod, gathered from its containers. */
export class Volumes {
  readonly #volumes = new Map<string, k8s.Volume>();
  /** Names under which two containers mean different things. */
  readonly contradictions: string[] = [];

  /** Adds a volume; the same one again is the same volume. */
  add(volume: k8s.Volume): void {
    const known = this.#volumes.get(volume.name);
    if (known && canonical(known) !== canonical(volume)) this.contradictions.push(volume.name);
    this.#volumes.set(volume.name, volume);
  }

  /** All of them, by name. */
  get all(): k8s.Volume[] {
    return [...this.#volumes.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Puts a mount into a container. */
  mount(container: string, mountPath: string, mount: Mount): k8s.VolumeMount {
    const name = volumeName(container, mountPath, mount);
    switch (mount.kind) {
      case "scratch": {
        const sizeLimit = mount.size && k8s.Quantity.fromString(binaryQuantity(mount.size.toKibibytes()));
        this.add({ name, emptyDir: { ...(sizeLimit && { sizeLimit }), ...(mount.inMemory && { medium: "Memory" }) } });
        return { name, mountPath };
      }
      case "secret":
        this.add({ name, secret: { secretName: mount.secretName, defaultMode: mount.mode ?? 0o440 } });
        return { name, mountPath, readOnly: true };
      case "configMap":
        this.add({ name, configMap: { name: mount.configMapName } });
        return { name, mountPath, readOnly: true };
      case "claim":
        this.add({ name, persistentVolumeClaim: { claimName: mount.claimName, readOnly: mount.readOnly } });
        return { name, mountPath, readOnly: mount.readOnly };
      case "ownClaim":
        return { name: mount.claim, mountPath };
    }
  }
}

function volumeName(container: string, path: string, mount: Mount): string {
  switch (mount.kind) {
    case "scratch":
      return mount.name ?? label(`${container}-${path}`);
    case "secret":
      return label(`secret-${mount.secretName}`);
    case "configMap":
      return label(`config-${mount.configMapName}`);
    case "claim":
      return label(`claim-${mount.claimName}`);
    case "ownClaim":
      return mount.claim;
  }
}

// Two that are cut to one name are a contradiction, and refused.
function label(text: string): string {
  return kebab(text).slice(0, NAME_LIMIT).replace(/-$/, "");
}

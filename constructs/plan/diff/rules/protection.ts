import type { Judge } from "../rule";

/** Annotations by which tools leave an object where it is. */
const KEEPING: Readonly<Record<string, (value: unknown) => boolean>> = {
  "helm.sh/resource-policy": (value) => value === "keep",
  "argocd.argoproj.io/sync-options": (value) => /(Prune|Delete)=(false|confirm)/.test(String(value)),
  "kustomize.toolkit.fluxcd.io/prune": (value) => value === "disabled",
  "pulumi.com/retainOnDelete": (value) => value === "true",
};

/** What kept an object from being deleted is taken away. */
export const PROTECTION: Judge = ({ path, before, after }, { from }) => {
  const rule = "protection";
  const remedy = "leave the protection where it is";
  const name = /^metadata\.annotations(?:\[(.+)\]|\.(\w+))$/.exec(path)?.slice(1).find(Boolean);
  const keeps = name !== undefined && Object.hasOwn(KEEPING, name) ? KEEPING[name] : undefined;
  if (keeps?.(before) && !keeps(after)) {
    const why = from.keep
      ? "it holds data, and nothing keeps a tool from deleting it any more"
      : "nothing keeps a tool from deleting it any more";
    return { class: from.keep ? "data at risk" : "safe", rule, event: "protection removed", why, ...(from.keep ? { remedy } : {}) };
  }
  if (path !== "metadata.finalizers") return undefined;
  const lost = ((before ?? []) as readonly string[]).filter((one) => !((after ?? []) as readonly string[]).includes(one));
  if (lost.length === 0 || !from.keep) return undefined;
  return {
    class: "data at risk",
    rule,
    event: "protection removed",
    why: `nobody waits for ${lost.join(", ")} any more before it is deleted`,
    remedy,
  };
};

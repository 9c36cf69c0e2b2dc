import type { LiveObject } from "../cluster/live-object";
import { MANAGER_PREFIX } from "./owned-by";

/** The marks that other deployment tools leave on what they manage. */
const MARKS: readonly { readonly tool: string; readonly annotation?: RegExp; readonly label?: RegExp; readonly manager?: RegExp }[] = [
  { tool: "Helm", annotation: /^meta\.helm\.sh\/release-name$/, manager: /^helm$/ },
  { tool: "Argo CD", annotation: /^argocd\.argoproj\.io\/tracking-id$/, label: /^argocd\.argoproj\.io\/instance$/, manager: /^argocd-/ },
  { tool: "Flux", label: /^(kustomize|helm)\.toolkit\.fluxcd\.io\/name$/, manager: /^(kustomize|helm)-controller$/ },
  { tool: "Pulumi", annotation: /^pulumi\.com\//, manager: /^pulumi-kubernetes/ },
  { tool: "Terraform", manager: /^(Terraform|HashiCorp)/i },
];

/** The deployment tool that manages an object, with its own name for it; undefined if it carries the mark of none. */
export function toolOf(object: LiveObject): string | undefined {
  const { annotations = {}, labels = {}, managedFields = [], ownerReferences = [] } = object.metadata;
  for (const { tool, annotation, label, manager } of MARKS) {
    const marks = [...find(annotations, annotation), ...find(labels, label)];
    if (marks.length > 0) return marks[0] ? `${tool} (${marks[0]})` : tool;
    if (managedFields.some((one) => manager?.test(one.manager ?? ""))) return tool;
  }
  const [owner] = ownerReferences;
  return owner ? `${owner.kind} ${owner.name}` : undefined;
}

/** The systems of Tagenal that manage an object: "shop.minikube". */
export function systemsOf({ metadata: { managedFields = [] } }: LiveObject): string[] {
  const managers = managedFields.flatMap(({ manager }) => (manager?.startsWith(MANAGER_PREFIX) ? manager : []));
  return [...new Set(managers)].map((manager) => manager.slice(MANAGER_PREFIX.length));
}

function find(marks: Readonly<Record<string, string>>, wanted: RegExp | undefined): string[] {
  return Object.entries(marks).flatMap(([key, value]) => (wanted?.test(key) ? value : []));
}

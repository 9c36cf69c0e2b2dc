import { LABEL } from "../../core";
import type { Finding } from "../finding";
import type { Subject } from "../subject";

/** What a person sees when asking what runs, and what dashboards and costs are sorted by. */
const OF_WORKLOADS = [LABEL.name, LABEL.instance, LABEL.partOf, LABEL.managedBy];

/** Objects carry the recommended labels: workloads and Services say what they are, all others what they belong to. */
export function labelsAreComplete({ plan, templates }: Subject): Finding[] {
  return plan.objects.flatMap(({ id, manifest }) => {
    const runs = templates.has(id) || (manifest.kind === "Service" && manifest.apiVersion === "v1");
    const missing = (runs ? OF_WORKLOADS : [LABEL.partOf]).filter((key) => !manifest.metadata.labels?.[key]);
    const message = `metadata.labels must have ${missing.join(", ")}`;
    return missing.length === 0 ? [] : { rule: "labels-are-complete", object: id, message };
  });
}

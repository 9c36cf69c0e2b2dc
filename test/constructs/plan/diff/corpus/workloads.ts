import { barePod, daemonSet, deployment, set, template } from "./manifests";
import { shop } from "./shop";
import type { Trial } from "./trial";

const web = deployment("web", { replicas: 2 });
const blue = (workload: typeof web) => set(workload, "spec.template.spec.containers.0.env.0.value", "blue");
const agent = daemonSet("agent");
const onDelete = set(agent, "spec.updateStrategy", { type: "OnDelete" });
const pod = barePod("once");

/** DaemonSets, ReplicaSets and bare pods. */
export const OTHER_WORKLOADS: readonly Trial[] = [
  {
    name: "a DaemonSet gets another value of a variable",
    class: "restart",
    because: "RollingUpdate is the default: old pods are killed and new ones made, node by node",
    before: shop([agent]),
    after: shop([blue(agent)]),
    lab: { sees: "restarted" },
  },
  {
    name: "a DaemonSet that waits for deletions gets another value of a variable",
    class: "safe",
    because: "OnDelete: new pods are only made when old ones are deleted by hand",
    before: shop([onDelete]),
    after: shop([blue(onDelete)]),
    lab: { sees: "kept" },
  },
  {
    name: "a DaemonSet will wait for deletions",
    class: "safe",
    because: "the update strategy renews no pods",
    before: shop([agent]),
    after: shop([onDelete]),
    lab: { sees: "kept" },
  },
  {
    name: "a DaemonSet selects its pods by another label",
    class: "replace",
    because: "once made, its selector cannot be changed",
    before: shop([agent]),
    after: shop([set(set(agent, "spec.selector.matchLabels", { role: "agent" }), "spec.template.metadata.labels", { role: "agent" })]),
    lab: { sees: "refused", says: /spec\.selector.*field is immutable/s },
  },
  {
    name: "a DaemonSet goes",
    class: "replace",
    because: "deleting a DaemonSet cleans up the pods it made",
    before: shop([agent]),
    after: shop([]),
    lab: { sees: "gone" },
  },
  {
    name: "a ReplicaSet gets another value of a variable",
    class: "safe",
    because: "a ReplicaSet never renews pods: only those that it makes later follow the new template",
    before: shop([{ ...web, kind: "ReplicaSet" }]),
    after: shop([blue({ ...web, kind: "ReplicaSet" })]),
    lab: { sees: "kept" },
  },
  {
    name: "a bare pod gets another image",
    class: "restart",
    because: "the image of a pod's container may be changed; the kubelet restarts the container in place",
    before: shop([pod]),
    after: shop([set(pod, "spec.containers.0.image", "busybox:1")]),
    lab: { sees: "restarted" },
  },
  {
    name: "a bare pod gets another value of a variable",
    class: "replace",
    because: "pod updates may not change fields other than images, activeDeadlineSeconds and tolerations",
    before: shop([pod]),
    after: shop([set(pod, "spec.containers.0.env.0.value", "blue")]),
    lab: { sees: "refused", says: /pod updates may not change fields other than/ },
  },
  {
    name: "a bare pod gets more memory",
    class: "replace",
    because: "resources of a pod may only be changed through its subresource resize",
    before: shop([pod]),
    after: shop([set(pod, "spec.containers.0.resources.limits.memory", "48Mi")]),
    lab: { sees: "refused", says: /pod updates may not change fields other than/ },
  },
  {
    name: "a bare pod tolerates more",
    class: "safe",
    because: "tolerations may be added to a pod",
    before: shop([pod]),
    after: shop([set(pod, "spec.tolerations", [{ key: "spot", operator: "Exists", effect: "NoSchedule" }])]),
    lab: { sees: "kept" },
  },
  {
    name: "a bare pod goes",
    class: "replace",
    because: "nothing makes it anew",
    before: shop([pod]),
    after: shop([]),
    lab: { sees: "gone" },
  },
  {
    name: "a Deployment becomes a DaemonSet of the same name",
    class: "replace",
    because: "these are two objects: one comes, the other goes with its pods",
    before: shop([web]),
    after: shop([daemonSet("web", { template: template("web") })]),
  },
];

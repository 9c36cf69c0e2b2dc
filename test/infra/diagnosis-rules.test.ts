import { changed, withEvent, without, withStatus } from "./healthy-cluster";
import {
  type Build,
  balanced,
  type Change,
  claim,
  condition,
  database,
  found,
  job,
  nightly,
  POD,
  scaled,
  scaler,
  unready,
  unschedulable,
  WEB,
  waiting,
  web,
} from "./shop-scene";

const DENY = "NetworkPolicy.networking.k8s.io/shop/default-deny";

describe("is explained", () => {
  test.each<[string, Build, Change, string, RegExp]>([
    ["a taint", web, unschedulable("0/1 nodes are available: 1 node(s) had untolerated taint {gpu: yes}."), WEB, /taint.*\(gpu: yes\)/],
    [
      "a full cluster",
      web,
      unschedulable("0/1 nodes are available: 1 Insufficient memory."),
      WEB,
      /requests 1m CPU and 4Mi.*lab has 4 CPU and 8Gi/,
    ],
    ["too many pods", web, unschedulable("0/1 nodes are available: 1 Too many pods."), WEB, /as many pods as it may/],
    [
      "anti-affinity",
      web,
      unschedulable("0/1 nodes are available: 1 node(s) didn't match pod anti-affinity rules."),
      WEB,
      /preferred instead of/,
    ],
    [
      "uneven spread",
      web,
      unschedulable("0/1 nodes are available: 1 node(s) didn't match pod topology spread constraints."),
      WEB,
      /ScheduleAnyway/,
    ],
    ["a volume in another zone", web, unschedulable("0/1 nodes are available: 1 node(s) had volume node affinity conflict."), WEB, /zone/],
    ["what is not known otherwise", web, unschedulable("0/1 nodes are available: 1 moon was full."), WEB, /1 moon was full/],
    ["an image that may not be read", web, waiting("ErrImagePull", "pull access denied, authorization failed"), WEB, /pullSecrets/],
    ["a registry that does not answer", web, waiting("ErrImagePull", "dial tcp: i/o timeout"), WEB, /could not be pulled.*tried again/],
    [
      "a claim without an answer",
      claim,
      (all) => withStatus(all, "PersistentVolumeClaim/shop/data", { phase: "Pending" }),
      "PersistentVolumeClaim/shop/data",
      /ebs\.csi\.aws\.com has not answered/,
    ],
    [
      "a claim whose volume is gone",
      claim,
      (all) => withStatus(all, "PersistentVolumeClaim/shop/data", { phase: "Lost" }),
      "PersistentVolumeClaim/shop/data",
      /restore/,
    ],
    [
      "a volume that another node holds",
      web,
      (all) =>
        withEvent(waiting("ContainerCreating", "")(all), POD, { reason: "FailedAttachVolume", message: "Multi-Attach error for volume x" }),
      WEB,
      /held by another node/,
    ],
    [
      "an autoscaler without metrics",
      scaled,
      (all) =>
        withStatus(
          all,
          scaler,
          condition("ScalingActive", "False", "the server could not find the requested resource (get pods.metrics.k8s.io)"),
        ),
      scaler,
      /metrics-server/,
    ],
    [
      "an autoscaler at its end",
      scaled,
      (all) =>
        withStatus(
          all,
          scaler,
          condition("ScalingLimited", "True", "the desired replica count is more than the maximum", "TooManyReplicas"),
        ),
      scaler,
      /maximum of 3/,
    ],
    [
      "a load balancer without controller",
      balanced,
      (all) => withStatus(all, "Service/shop/web", { loadBalancer: {} }),
      "Service/shop/web",
      /no controller of this cluster/,
    ],
    [
      "a load balancer on Minikube",
      balanced,
      (all) =>
        withStatus(
          changed(all, "Node/lab", (node) => ({ ...node, metadata: { name: "lab", labels: { "minikube.k8s.io/name": "minikube" } } })),
          "Service/shop/web",
          { loadBalancer: {} },
        ),
      "Service/shop/web",
      /minikube tunnel/,
    ],
    [
      "a schedule that is missed",
      nightly,
      (all) => withEvent(all, "CronJob.batch/shop/report", { reason: "TooManyMissedTimes", message: "too many missed start times" }),
      "CronJob.batch/shop/report",
      /startingDeadlineSeconds/,
    ],
    [
      "a schedule that was stopped",
      nightly,
      (all) => changed(all, "CronJob.batch/shop/report", (live) => ({ ...live, spec: { ...(live["spec"] as object), suspend: true } })),
      "CronJob.batch/shop/report",
      /suspend is true, the Plan says false/,
    ],
    [
      "a job that is held back",
      job,
      (all) =>
        changed(all, "Job.batch/shop/import", (live) => ({ ...live, status: {}, spec: { ...(live["spec"] as object), suspend: true } })),
      "Job.batch/shop/import",
      /suspended/,
    ],
    [
      "a StatefulSet that waits for its former pod",
      database,
      (all) => withStatus(withStatus(all, "StatefulSet.apps/shop/db", { updateRevision: "2" }), "Pod/shop/db-0", unready),
      "StatefulSet.apps/shop/db",
      /kubectl -n shop delete pod db-0/,
    ],
    [
      "a node that is not ready",
      web,
      (all) => withStatus(withStatus(all, "Node/lab", condition("Ready", "Unknown", "Kubelet stopped posting node status.")), POD, unready),
      "Node/lab",
      /and with it pods of Deployment\.apps\/shop\/web.*stopped posting/,
    ],
    [
      "a full disk",
      web,
      (all) =>
        withStatus(all, "Node/lab", {
          conditions: [
            { type: "Ready", status: "True" },
            { type: "DiskPressure", status: "True", message: "disk" },
          ],
        }),
      "Node/lab",
      /nearly full/,
    ],
    [
      "a policy that was changed so that no name is answered",
      web,
      (all) => changed(all, DENY, (live) => ({ ...live, spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] } })),
      DENY,
      /web cannot reach the cluster's DNS on UDP 53.*rules differ/,
    ],
    ["a missing namespace", web, (all) => without(all, "Namespace/shop"), "Namespace/shop", /tagenal apply lab makes it/],
    [
      "pods on their way",
      web,
      (all) => withStatus(all, POD, { ...unready, containerStatuses: [] }),
      WEB,
      /is not ready: pod web-1-0 began .* ago, it is Pending/,
    ],
    [
      "a rollout that takes too long",
      web,
      (all) =>
        withStatus(
          withStatus(all, POD, { ...unready, containerStatuses: [] }),
          WEB,
          condition("Progressing", "False", "ReplicaSet has timed out progressing."),
        ),
      WEB,
      /timed out/,
    ],
  ])("%s", (_what, build, change, id, text) => {
    const findings = found(build, change);
    expect(findings.map(({ object: where }) => where)).toEqual([id]);
    expect(findings[0]?.text).toMatch(text);
  });
});

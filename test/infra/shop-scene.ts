import { planOf } from "../../constructs/plan";
import { diagnose, type Snapshot } from "../../infra/operate/diagnosis";
import { lab } from "../../stacks";
import { appOf, deployment, type Fault, LISTENS, object, podSpec, service } from "../e2e/doctor-fault";
import { before, healthyCluster, withStatus } from "./healthy-cluster";

/** Builds what is intended, in a namespace "shop". */
export type Build = Fault["build"];
/** What happens in a healthy cluster. */
export type Change = (snapshot: Snapshot) => Snapshot;

/** What is found in a namespace "shop" after something changed in a healthy cluster. */
export function found(build: Build, change: Change): { object: string; text: string; final: boolean }[] {
  const plan = planOf(appOf("shop", { build }, lab), { system: "shop", environment: "lab" });
  const findings = diagnose(plan, change(healthyCluster(plan)));
  return findings.map((one) => ({ object: one.object, text: `${one.what}: ${one.cause} → ${one.remedy}`, final: one.final }));
}

/** The one pod of the web server. */
export const POD: string = "Pod/shop/web-1-0";
/** The web server. */
export const WEB: string = "Deployment.apps/shop/web";
/** A web server behind a Service. */
export const web: Build = (scope) => {
  deployment(scope, "web", { container: LISTENS });
  service(scope, "web");
};
/** Pods with a volume. */
export const claim: Build = (scope) => {
  object(scope, "v1", "PersistentVolumeClaim", "data", {
    spec: { storageClassName: "ebs", accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
  });
  deployment(scope, "web", { pod: { volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data" } }] } });
};
/** Pods that an autoscaler scales. */
export const scaled: Build = (scope) => {
  deployment(scope, "web");
  object(scope, "autoscaling/v2", "HorizontalPodAutoscaler", "web", {
    spec: { scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" }, maxReplicas: 3 },
  });
};
/** A web server behind a load balancer. */
export const balanced: Build = (scope) => {
  deployment(scope, "web", { container: LISTENS });
  service(scope, "web", { type: "LoadBalancer" });
};
/** A job of every night. */
export const nightly: Build = (scope) =>
  object(scope, "batch/v1", "CronJob", "report", {
    spec: { schedule: "0 3 * * *", jobTemplate: { spec: { template: { spec: podSpec({ pod: { restartPolicy: "Never" } }) } } } },
  });
/** A job that runs once. */
export const job: Build = (scope) =>
  object(scope, "batch/v1", "Job", "import", { spec: { template: { spec: podSpec({ pod: { restartPolicy: "Never" } }) } } });
/** Pods with names. */
export const database: Build = (scope) =>
  object(scope, "apps/v1", "StatefulSet", "db", {
    spec: {
      serviceName: "db",
      selector: { matchLabels: { app: "db" } },
      template: { metadata: { labels: { app: "db" } }, spec: podSpec() },
    },
  });

/** A status with one condition, that came about so many seconds ago. */
export function condition(type: string, status: string, message = "", reason = "", secondsAgo = 600): object {
  return { conditions: [{ type, status, reason, message, lastTransitionTime: before(secondsAgo) }] };
}
/** The status of a pod that does not serve. */
export const unready: object = { ...condition("Ready", "False"), phase: "Pending" };
/** The scheduler finds no node for the pod. */
export const unschedulable = (message: string, secondsAgo = 60): Change => {
  const status = { ...condition("PodScheduled", "False", message, "Unschedulable", secondsAgo), containerStatuses: undefined };
  return (all) => withStatus(all, POD, status);
};
/** The kubelet waits before it can start the container. */
export const waiting = (reason: string, message: string): Change => {
  const container = { name: "main", ready: false, restartCount: 0, state: { waiting: { reason, message } } };
  return (all) => withStatus(all, POD, { ...unready, containerStatuses: [container] });
};
/** The autoscaler. */
export const scaler: string = "HorizontalPodAutoscaler.autoscaling/shop/web";

import { ApiObject, App, Chart } from "cdk8s";
import { Namespace, type Surroundings, setSurroundings } from "../../constructs/core";
import type { StageContext } from "./stage";

/** What the doctor must say of a fault. */
export interface Expected {
  /** The object, without its namespace's prefix: "Deployment.apps/web". */
  readonly object: string;
  readonly cause: RegExp;
  readonly remedy: RegExp;
}

/** Something that goes wrong on purpose. */
export interface Fault {
  /** Builds what is intended; `namespace` is where. */
  readonly build: (namespace: Namespace) => void;
  /** What somebody does by hand once it is applied. */
  readonly damage?: (kubectl: StageContext["kubectl"], namespace: string) => Promise<unknown>;
  /** Done after the test, where deleting the namespace is not enough. */
  readonly repair?: (kubectl: StageContext["kubectl"], namespace: string) => Promise<unknown>;
  readonly expected: readonly Expected[];
}

/** The app of one fault, in a namespace of the fault's name. */
export function appOf(name: string, { build }: Pick<Fault, "build">, surroundings: Surroundings): App {
  const app = new App();
  setSurroundings(app, surroundings);
  build(new Namespace(app, name));
  return app;
}

/** Any object, by its plain manifest. */
export function object(scope: Chart, apiVersion: string, kind: string, name: string, rest: object): void {
  new ApiObject(scope, `${kind} ${name}`, { apiVersion, kind, metadata: { name }, ...rest });
}

/** What differs from a pod in which nothing is wrong. */
export interface PodChanges {
  readonly container?: object;
  readonly pod?: object;
}

/** A pod's specification, admitted where only restricted pods are, that runs and does nothing; with changes. */
export function podSpec({ container = {}, pod = {} }: PodChanges = {}): object {
  return {
    automountServiceAccountToken: false,
    terminationGracePeriodSeconds: 0,
    securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: "RuntimeDefault" } },
    containers: [quietContainer(container)],
    ...pod,
  };
}

/** A container of such a pod. */
export function quietContainer(changes: object): object {
  return {
    name: "main",
    image: "busybox:1.37",
    command: ["sleep", "3600"],
    resources: { requests: { cpu: "1m", memory: "4Mi" }, limits: { memory: "32Mi" } },
    securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ["ALL"] } },
    ...changes,
  };
}

/** A web server on port 8080. */
export const LISTENS: object = { command: ["httpd", "-f", "-p", "8080", "-h", "/etc"], ports: [{ name: "http", containerPort: 8080 }] };

/** A Deployment of such pods. */
export function deployment(scope: Chart, name: string, changes: PodChanges = {}, spec: object = {}): void {
  object(scope, "apps/v1", "Deployment", name, {
    spec: { selector: { matchLabels: { app: name } }, template: { metadata: { labels: { app: name } }, spec: podSpec(changes) }, ...spec },
  });
}

/** A Service in front of such a Deployment. */
export function service(scope: Chart, name: string, spec: object = {}): void {
  object(scope, "v1", "Service", name, { spec: { selector: { app: name }, ports: [{ port: 80, targetPort: 8080 }], ...spec } });
}

import type { Manifest } from "../../../../../constructs/plan";
import { HOME } from "./shop";

type Data = Readonly<Record<string, unknown>>;

/** The same manifest with one thing changed: a path with dots, or its steps where one of them has a dot. Undefined takes it away. */
export function set(manifest: Manifest, path: string | readonly string[], value: unknown): Manifest {
  return placed(manifest, typeof path === "string" ? path.split(".") : path, value) as Manifest;
}

function placed(node: unknown, [step, ...rest]: readonly string[], value: unknown): unknown {
  if (step === undefined) return value;
  if (Array.isArray(node)) {
    const next = placed(node[Number(step)], rest, value);
    return node.toSpliced(Number(step), 1, ...(next === undefined ? [] : [next]));
  }
  const inner = placed((node as Data | undefined)?.[step], rest, value);
  const { [step]: _, ...others } = (node ?? {}) as Data;
  return inner === undefined ? others : { ...(node as Data | undefined), [step]: inner };
}

/** An object of the namespace. */
export function object(apiVersion: string, kind: string, name: string, content: Data): Manifest {
  return { apiVersion, kind, metadata: { name, namespace: HOME }, ...content };
}

/** An object of the whole cluster; its name begins with the namespace's. */
export function ofCluster(apiVersion: string, kind: string, name: string, content: Data): Manifest {
  return { apiVersion, kind, metadata: { name: `${HOME}-${name}` }, ...content };
}

/** The template of a pod that is good for a restricted namespace, ends at once, and listens on 8080 (http) and 8081 (admin). */
export function template(app: string, container: Data = {}, spec: Data = {}): { readonly metadata: Data; readonly spec: Data } {
  return {
    metadata: { labels: { app } },
    spec: {
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      terminationGracePeriodSeconds: 1,
      securityContext: { runAsNonRoot: true, runAsUser: 10001, fsGroup: 10001, seccompProfile: { type: "RuntimeDefault" } },
      containers: [
        {
          name: "main",
          image: "busybox:1.37",
          command: ["sh", "-c", "trap 'exit 0' TERM; httpd -f -p 8080 & httpd -f -p 8081 & wait"],
          env: [
            { name: "COLOUR", value: "red" },
            { name: "SIZE", value: "small" },
          ],
          ports: [
            { name: "http", containerPort: 8080 },
            { name: "admin", containerPort: 8081 },
          ],
          resources: { requests: { cpu: "10m", memory: "8Mi" }, limits: { memory: "32Mi" } },
          securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ["ALL"] } },
          ...container,
        },
      ],
      ...spec,
    },
  };
}

/** A Deployment of one pod whose label `app` is its name. */
export function deployment(name: string, spec: Data = {}): Manifest {
  return object("apps/v1", "Deployment", name, workload(name, { replicas: 1, ...spec }));
}

/** A DaemonSet. */
export function daemonSet(name: string, spec: Data = {}): Manifest {
  return object("apps/v1", "DaemonSet", name, workload(name, spec));
}

/** A StatefulSet that starts all of its pods at once. */
export function statefulSet(name: string, spec: Data = {}): Manifest {
  return object(
    "apps/v1",
    "StatefulSet",
    name,
    workload(name, { serviceName: name, podManagementPolicy: "Parallel", replicas: 1, ...spec }),
  );
}

/** A StatefulSet whose pods have a volume each, in /data. */
export function withVolumes(name: string, spec: Data = {}, claim = "data"): Manifest {
  const mounting = template(name, { volumeMounts: [{ name: claim, mountPath: "/data" }] });
  return statefulSet(name, { template: mounting, volumeClaimTemplates: [claimTemplate(claim)], ...spec });
}

/** The template of a claim. */
export function claimTemplate(name: string): Data {
  return { metadata: { name }, spec: claimSpec };
}

const claimSpec: Data = { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "2Gi" } } };

/** A claim. */
export function claim(name: string, spec: Data = {}): Manifest {
  return object("v1", "PersistentVolumeClaim", name, { spec: { ...claimSpec, ...spec } });
}

/** A Deployment that has a claim in /data. */
export function mounting(name: string, claimName: string): Manifest {
  const volumes = [{ name: "data", persistentVolumeClaim: { claimName } }];
  return deployment(name, { template: template(name, { volumeMounts: [{ name: "data", mountPath: "/data" }] }, { volumes }) });
}

/** A bare pod. */
export function barePod(name: string): Manifest {
  const { metadata, spec } = template(name);
  return { apiVersion: "v1", kind: "Pod", metadata: { name, namespace: HOME, ...metadata }, spec };
}

/** A Job whose pods do nothing, or what is said. */
export function job(name: string, spec: Data = {}, command: readonly string[] = ["true"]): Manifest {
  const pods = template(name, { command }, { restartPolicy: "Never" });
  return object("batch/v1", "Job", name, { spec: { template: pods, ...spec } });
}

/** A Service from port 80 to 8080 of the pods whose label `app` is its name. */
export function service(name: string, spec: Data = {}): Manifest {
  return object("v1", "Service", name, {
    spec: { selector: { app: name }, ports: [{ name: "http", port: 80, targetPort: 8080 }], ...spec },
  });
}

/** A ConfigMap. */
export function config(name: string, data: Data, more: Data = {}): Manifest {
  return object("v1", "ConfigMap", name, { data, ...more });
}

/** A Secret. */
export function secret(name: string, data: Data, more: Data = {}): Manifest {
  return object("v1", "Secret", name, { stringData: data, ...more });
}

function workload(name: string, spec: Data): Data {
  return { spec: { selector: { matchLabels: { app: name } }, template: template(name), ...spec } };
}

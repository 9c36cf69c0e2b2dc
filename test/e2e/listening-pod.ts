import { k8s } from "cdk8s-plus-27";
import { Construct } from "constructs";

/** The ports on which every pod of the tests listens. */
export const LISTENING: readonly [number, number] = [8001, 8002];

/** The props of a pod that listens. */
export interface ListeningPodProps {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** @default LISTENING */
  readonly ports?: readonly number[];
}

/** The smallest pod that accepts connections and can make some itself; good for a restricted namespace. */
export class ListeningPod extends Construct {
  constructor(scope: Construct, id: string, { name, labels, ports = LISTENING }: ListeningPodProps) {
    super(scope, id);
    const reachesItself = ports.map((port) => `nc -w 1 127.0.0.1 ${port} -e true`).join(" && ");
    // An account of its own: the controller makes the default one a moment later than the namespace.
    new k8s.KubeServiceAccount(this, "Account", { metadata: { name }, automountServiceAccountToken: false });
    new k8s.KubePod(this, "Pod", {
      metadata: { name, labels: { ...labels } },
      spec: {
        serviceAccountName: name,
        enableServiceLinks: false,
        terminationGracePeriodSeconds: 0,
        securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: "RuntimeDefault" } },
        containers: [
          {
            name: "listener",
            image: "busybox:1.37",
            command: ["sh", "-c", `${ports.map((port) => `httpd -f -p ${port} &`).join(" ")} wait`],
            ports: ports.map((containerPort) => ({ containerPort })),
            readinessProbe: { exec: { command: ["sh", "-c", reachesItself] }, periodSeconds: 1 },
            resources: {
              requests: { cpu: k8s.Quantity.fromString("10m"), memory: k8s.Quantity.fromString("8Mi") },
              limits: { memory: k8s.Quantity.fromString("32Mi") },
            },
            securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ["ALL"] } },
          },
        ],
      },
    });
  }
}

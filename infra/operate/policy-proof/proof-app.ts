import { ApiObject, App, Chart } from "cdk8s";
import { image, imagePullSecrets, LABEL, setSurroundings } from "../../../constructs/core";
import type { Environment } from "../../../stacks";

/** The port on which the server of the proof listens. */
export const PORT = 8080;
/** The pods of the proof: who is called, who will be allowed to call, who will not. */
export const PODS = { server: "server", friend: "friend", stranger: "stranger" } as const;

/** A namespace with a server and two clients, and no policy: what the proof begins with. */
export function proofApp(environment: Environment, namespace: string): App {
  const app = new App();
  setSurroundings(app, environment);
  const chart = new Chart(app, "Proof", { namespace });
  const level = ["enforce", "audit", "warn"].map((mode) => [`pod-security.kubernetes.io/${mode}`, "restricted"]);
  new ApiObject(chart, "Namespace", {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: namespace, namespace: undefined, labels: { [LABEL.managedBy]: "tagenal", ...Object.fromEntries(level) } },
  });
  // An account of its own: the controller makes the default one a moment later than the namespace.
  new ApiObject(chart, "Account", {
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: { name: "proof" },
    automountServiceAccountToken: false,
  });
  for (const name of Object.values(PODS)) pod(chart, name, environment.versions.busybox);
  return app;
}

function pod(chart: Chart, name: string, busybox: string): void {
  new ApiObject(chart, name, {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, labels: { [LABEL.name]: name } },
    spec: {
      serviceAccountName: "proof",
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      imagePullSecrets: imagePullSecrets(chart),
      terminationGracePeriodSeconds: 0,
      securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: "RuntimeDefault" } },
      containers: [
        {
          name: "main",
          image: image(chart, busybox),
          command: ["httpd", "-f", "-p", String(PORT), "-h", "/etc"],
          ports: [{ containerPort: PORT }],
          readinessProbe: { tcpSocket: { port: PORT }, periodSeconds: 1 },
          resources: { requests: { cpu: "10m", memory: "8Mi" }, limits: { memory: "32Mi" } },
          securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ["ALL"] } },
        },
      ],
    },
  });
}

/** Who may call the server: the friend, nobody else. */
export function ingressPolicy(namespace: string): object {
  return policy(namespace, "ingress", {
    podSelector: { matchLabels: { [LABEL.name]: PODS.server } },
    policyTypes: ["Ingress"],
    ingress: [{ from: [{ podSelector: { matchLabels: { [LABEL.name]: PODS.friend } } }], ports: [{ port: PORT }] }],
  });
}

/** Whom the stranger may call: nobody. */
export function egressPolicy(namespace: string): object {
  return policy(namespace, "egress", { podSelector: { matchLabels: { [LABEL.name]: PODS.stranger } }, policyTypes: ["Egress"] });
}

function policy(namespace: string, name: string, spec: object): object {
  return { apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy", metadata: { name, namespace }, spec };
}

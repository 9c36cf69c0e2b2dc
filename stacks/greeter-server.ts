import { Size } from "cdk8s";
import { Cpu, k8s } from "cdk8s-plus-27";
import { Construct } from "constructs";
import {
  CHECKSUM_ANNOTATION,
  Checks,
  ContainerSize,
  checksum,
  type Endpoint,
  image,
  imagePullSecrets,
  Labels,
  nameOf,
  Pods,
} from "../constructs/core";

/** The props of the server. */
export interface GreeterServerProps {
  readonly image: string;
  readonly replicas: number;
}

const PORT = 8080;
const PROGRAM = `
const server = require("node:http").createServer((request, response) => response.end(\`hello from \${require("node:os").hostname()}\\n\`));
server.listen(${PORT});
process.on("SIGTERM", () => server.close(() => process.exit()));
`.trimStart();

/** Pods that answer every request with a greeting. */
export class GreeterServer extends Construct {
  readonly endpoint: Endpoint;

  constructor(scope: Construct, id: string, { image: reference, replicas }: GreeterServerProps) {
    super(scope, id);
    new Checks(this).integer("replicas", replicas, { min: 1 });
    const name = nameOf(this);
    const { all: labels, selector } = new Labels({ name: "greeter", instance: name });
    const metadata = { name, labels };
    const size = new ContainerSize({ cpu: Cpu.millis(50), memory: Size.mebibytes(64) });
    const probe = { httpGet: { path: "/", port: k8s.IntOrString.fromString("http") } };

    const pods = new Pods(this, "Pods", { name, labels: selector });
    this.endpoint = pods.endpoint({ name: "http", port: PORT, servicePort: 80, service: name });
    new k8s.KubeConfigMap(this, "Program", { metadata, data: { "main.js": PROGRAM } });
    new k8s.KubeDeployment(this, "Deployment", {
      metadata,
      spec: {
        replicas,
        selector: { matchLabels: { ...selector } },
        template: {
          metadata: { labels, annotations: { [CHECKSUM_ANNOTATION]: checksum(PROGRAM) } },
          spec: {
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            imagePullSecrets: imagePullSecrets(this),
            securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: "RuntimeDefault" } },
            volumes: [{ name: "program", configMap: { name } }],
            containers: [
              {
                name: "server",
                image: image(this, reference),
                command: ["node", "/program/main.js"],
                ports: [{ name: "http", containerPort: PORT }],
                resources: size.resources,
                readinessProbe: { ...probe, periodSeconds: 2 },
                livenessProbe: { ...probe, initialDelaySeconds: 5 },
                securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ["ALL"] } },
                volumeMounts: [{ name: "program", mountPath: "/program", readOnly: true }],
              },
            ],
          },
        },
      },
    });
    new k8s.KubeService(this, "Service", {
      metadata,
      spec: { selector: { ...selector }, ports: [{ name: "http", port: 80, targetPort: k8s.IntOrString.fromString("http") }] },
    });
    new k8s.KubePodDisruptionBudget(this, "Budget", {
      metadata,
      spec: { maxUnavailable: k8s.IntOrString.fromNumber(1), selector: { matchLabels: { ...selector } } },
    });
  }
}

// Plain manifests in ApiObjects, with the same content as the other trees: how custom resources are made.
import { ApiObject, type App, type Chart } from "cdk8s";
import { teams } from "./teams";

function addService(chart: Chart, name: string): void {
  const labels = { "app.kubernetes.io/name": name, "app.kubernetes.io/part-of": "bench" };
  new ApiObject(chart, name, {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, labels },
    spec: {
      minReadySeconds: 0,
      progressDeadlineSeconds: 600,
      replicas: 2,
      selector: { matchLabels: labels },
      strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: "25%", maxUnavailable: "25%" } },
      template: {
        metadata: { labels },
        spec: {
          automountServiceAccountToken: false,
          containers: [
            {
              name: "main",
              image: `registry.example.com/team/${name}:1.4.2`,
              imagePullPolicy: "Always",
              env: [
                { name: "LOG_LEVEL", value: "info" },
                { name: "DATABASE_HOST", value: "database.shop.svc.cluster.local" },
                { name: "CACHE_URL", value: "redis://cache:6379/0" },
              ],
              ports: [{ containerPort: 8080 }],
              livenessProbe: { failureThreshold: 3, httpGet: { path: "/live", port: 8080, scheme: "HTTP" } },
              readinessProbe: { failureThreshold: 3, httpGet: { path: "/ready", port: 8080, scheme: "HTTP" } },
              startupProbe: { failureThreshold: 3, tcpSocket: { port: 8080 } },
              resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "256Mi" } },
              securityContext: {
                allowPrivilegeEscalation: false,
                privileged: false,
                readOnlyRootFilesystem: true,
                runAsNonRoot: true,
              },
            },
          ],
          dnsPolicy: "ClusterFirst",
          hostNetwork: false,
          restartPolicy: "Always",
          securityContext: { fsGroupChangePolicy: "Always", runAsNonRoot: true },
          setHostnameAsFQDN: false,
          terminationGracePeriodSeconds: 30,
        },
      },
    },
  });
  new ApiObject(chart, `${name}-service`, {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, labels },
    spec: { type: "ClusterIP", ports: [{ port: 80, targetPort: 8080 }], selector: labels },
  });
}

/** The app for an environment, which is the same for all. */
export default function make(_environment?: unknown, charts = 20, objectsPerChart = 10): App {
  return teams(addService, charts, objectsPerChart);
}

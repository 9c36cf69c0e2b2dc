// The objects of the tree `l1` as Pulumi's manual writes them: typed resources of @pulumi/kubernetes, one by one.
import * as k8s from "@pulumi/kubernetes";

const provider = new k8s.Provider("minikube", {
  clusterIdentifier: "minikube",
  context: "minikube",
  enableConfigMapMutable: true,
  enableSecretMutable: true,
  enableServerSideApply: true,
});

function addService(namespace: string, name: string): void {
  const labels = { "app.kubernetes.io/name": name, "app.kubernetes.io/part-of": "bench" };
  new k8s.apps.v1.Deployment(
    `${namespace}/${name}`,
    {
      metadata: { name, namespace, labels },
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
    },
    { provider },
  );
  new k8s.core.v1.Service(
    `${namespace}/${name}`,
    { metadata: { name, namespace, labels }, spec: { type: "ClusterIP", ports: [{ port: 80, targetPort: 8080 }], selector: labels } },
    { provider },
  );
}

for (let team = 0; team < Number(process.env["OBJECTS"]) / 10; team++) {
  for (let service = 0; service < 5; service++) addService(`team-${team}`, `web-${service}`);
}

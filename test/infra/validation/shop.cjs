// A plain cdk8s app that knows nothing of Tagenal: `node shop.cjs` makes a shop with which nothing is wrong; `node shop.cjs faulty` one with
// an image that may change, and a Service that selects no pod.
const { ApiObject, App, Chart } = require("cdk8s");

const faulty = process.argv[2] === "faulty";
const labels = { "app.kubernetes.io/name": "web", "app.kubernetes.io/instance": "web" };
const about = { "app.kubernetes.io/part-of": "shop", "app.kubernetes.io/managed-by": "cdk8s" };

const app = new App();
const back = new Chart(app, "back", { namespace: "shop", labels: about });
new ApiObject(back, "Settings", { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "settings" }, data: { mode: "fast" } });

const front = new Chart(app, "front", { namespace: "shop", labels: { ...about, ...labels } });
const container = {
  name: "web",
  image: faulty ? "registry.test/web" : "registry.test/web:1.2.3",
  ports: [{ name: "http", containerPort: 8080 }],
  envFrom: [{ configMapRef: { name: "settings" } }, { secretRef: { name: "database" } }],
  readinessProbe: { httpGet: { path: "/ready", port: "http" } },
  resources: { requests: { cpu: "100m", memory: "64Mi" }, limits: { memory: "128Mi" } },
  securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
};
const pod = {
  automountServiceAccountToken: false,
  securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
  containers: [container],
};
const template = { metadata: { labels }, spec: pod };
const spec = { replicas: 1, selector: { matchLabels: labels }, template };
new ApiObject(front, "Pods", { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "web" }, spec });
const selector = faulty ? { "app.kubernetes.io/name": "wbe" } : labels;
const service = { selector, ports: [{ name: "http", port: 80, targetPort: "http" }] };
new ApiObject(front, "Port", { apiVersion: "v1", kind: "Service", metadata: { name: "web-http" }, spec: service });
app.synth();

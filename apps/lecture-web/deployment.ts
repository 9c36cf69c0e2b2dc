import { Duration, Size } from "cdk8s";
import { Cpu } from "cdk8s-plus-27";
import type { Construct } from "constructs";
import { type AlertRule, type Dashboard, type Metric, observe } from "../../constructs/core";
import { type Autoscaling, Service } from "../../constructs/workload";

/** The props of the lecture's web app. */
export interface LectureWebProps {
  readonly image: string;
  /**
   * How many pods: a number, or as many as the load asks for.
   * @default 1
   */
  readonly replicas?: number | Autoscaling;
}

const METRICS: readonly Metric[] = [
  { name: "lecture_web_info", type: "gauge", help: "Always 1; its label says which version runs.", labels: ["version"] },
  { name: "http_requests_total", type: "counter", help: "Requests that were answered.", labels: ["route", "method", "status"] },
  { name: "http_requests_in_flight", type: "gauge", help: "Requests that are being answered." },
  { name: "http_request_duration_seconds", type: "histogram", help: "From the request to the end of the answer.", labels: ["route"] },
  { name: "process_cpu_seconds_total", type: "counter", help: "CPU time that was used." },
  { name: "process_resident_memory_bytes", type: "gauge", help: "Memory that is used." },
  { name: "process_start_time_seconds", type: "gauge", help: "When it was started, in seconds since 1970." },
];

const FIRST_LOOK = "kubectl get pods -A -l app.kubernetes.io/name=lecture-web";
const answered = (status: string, perMinute: number): Record<string, string> => ({
  [`http_requests_total{job="lecture-web",route="/",status="${status}"}`]: `0+${perMinute}x20`,
});
const buckets = (fast: number, all: number): Record<string, string> => ({
  'http_request_duration_seconds_bucket{job="lecture-web",route="/",le="0.3"}': `0+${fast}x20`,
  'http_request_duration_seconds_bucket{job="lecture-web",route="/",le="+Inf"}': `0+${all}x20`,
  'http_request_duration_seconds_count{job="lecture-web",route="/"}': `0+${all}x20`,
});

const ALERTS: readonly AlertRule[] = [
  {
    name: "LectureWebDown",
    expr: 'up{job="lecture-web"} == 0',
    for: Duration.minutes(1),
    severity: "critical",
    summary: "Pod {{ $labels.pod }} of the lecture's web app answers no scrape: it serves nobody.",
    runbook: `${FIRST_LOOK} -o wide; then kubectl describe and kubectl logs --previous of the pod that is not ready.`,
    tests: [
      {
        name: "a pod that stays away",
        series: { 'up{job="lecture-web",pod="web-1"}': "0x5" },
        at: Duration.minutes(3),
        fires: [{ job: "lecture-web", pod: "web-1" }],
      },
      { name: "a pod that answers", series: { 'up{job="lecture-web",pod="web-1"}': "1x5" }, at: Duration.minutes(3), fires: [] },
    ],
  },
  {
    name: "LectureWebErrors",
    expr: 'sum(rate(http_requests_total{job="lecture-web",status=~"5.."}[5m])) / sum(rate(http_requests_total{job="lecture-web"}[5m])) > 0.001',
    for: Duration.minutes(5),
    severity: "critical",
    summary: "More than the promised 0.1 % of the requests to the lecture's web app fail.",
    runbook: "kubectl logs -A -l app.kubernetes.io/name=lecture-web --tail=50; roll back if a rollout went before: kubectl rollout undo.",
    tests: [
      {
        name: "one request of a hundred",
        series: { ...answered("200", 99), ...answered("500", 1) },
        at: Duration.minutes(15),
        fires: [{}],
      },
      { name: "no request", series: answered("200", 100), at: Duration.minutes(15), fires: [] },
    ],
  },
  {
    name: "LectureWebSlow",
    expr: '1 - sum(rate(http_request_duration_seconds_bucket{job="lecture-web",le="0.3"}[5m])) / sum(rate(http_request_duration_seconds_count{job="lecture-web"}[5m])) > 0.001',
    for: Duration.minutes(5),
    severity: "warning",
    summary: "More than the promised 0.1 % of the requests to the lecture's web app take longer than 300 ms.",
    runbook: "kubectl get hpa -A and kubectl top pods -A -l app.kubernetes.io/name=lecture-web: is it at its most pods, or short of CPU?",
    tests: [
      { name: "one of a hundred is slow", series: buckets(99, 100), at: Duration.minutes(15), fires: [{}] },
      { name: "all are quick", series: buckets(100, 100), at: Duration.minutes(15), fires: [] },
    ],
  },
];

const RATE = 'sum by (status) (rate(http_requests_total{job="lecture-web"}[5m]))';
const P99 = 'histogram_quantile(0.99, sum by (le, route) (rate(http_request_duration_seconds_bucket{job="lecture-web"}[5m])))';
const CPU = 'rate(process_cpu_seconds_total{job="lecture-web"}[5m])';
const DASHBOARD: Dashboard = {
  uid: "lecture-web",
  title: "Lecture: web app",
  rows: [
    {
      title: "Requests and what they cost",
      panels: [
        { title: "Requests by status", kind: "timeseries", unit: "reqps", queries: [{ expr: RATE, legend: "{{status}}" }] },
        { title: "Latency, 99th percentile", kind: "timeseries", unit: "s", queries: [{ expr: P99, legend: "{{route}}" }] },
        { title: "CPU by pod", kind: "timeseries", unit: "short", queries: [{ expr: CPU, legend: "{{pod}}" }] },
      ],
    },
  ],
};

/** The web app of the lecture: a page that says which pod answered, and a route that costs CPU. */
export class LectureWeb extends Service {
  constructor(scope: Construct, id: string, { image, replicas = 1 }: LectureWebProps) {
    super(scope, id, {
      image,
      replicas,
      product: "lecture-web",
      port: 7777,
      ports: { metrics: 9102 },
      size: { cpu: Cpu.millis(100), memory: Size.mebibytes(128) },
      probes: { readiness: "/ready", liveness: "/live" },
      // The pause before SIGTERM empties the Service; what remains are connections that are kept open: these are asked to close.
      env: { DRAIN_SECONDS: "3", GRACE_SECONDS: "25" },
    });
    const { metrics } = this.endpoints;
    if (metrics)
      observe(this, { targets: [{ job: "lecture-web", endpoint: metrics, metrics: METRICS }], alerts: ALERTS, dashboards: [DASHBOARD] });
  }
}

/** Every image that Tagenal deploys, with its version. An environment may overlay some; what families take by themselves is the same (a test says so). */
export const VERSIONS = {
  alertmanager: "quay.io/prometheus/alertmanager:v0.34.2",
  busybox: "busybox:1.37",
  curl: "curlimages/curl:8.23.0",
  dynamodbLocal: "amazon/dynamodb-local:3.1.0",
  elasticsearch: "docker.elastic.co/elasticsearch/elasticsearch:9.5.2",
  elasticsearchExporter: "quay.io/prometheuscommunity/elasticsearch-exporter:v1.10.0",
  etcd: "quay.io/coreos/etcd:v3.5.30",
  grafana: "grafana/grafana:13.1.3",
  jaeger: "jaegertracing/jaeger:2.20.0",
  k6: "grafana/k6:1.8.1",
  kubeStateMetrics: "registry.k8s.io/kube-state-metrics/kube-state-metrics:v2.19.1",
  // Of this repository, apps/lecture-web: build it into the cluster, or push it where 'registry.mirrors' points.
  lectureWeb: "tagenal/lecture-web:1.0.0",
  mysql: "mysql:8.4.11",
  mysqldExporter: "prom/mysqld-exporter:v0.19.0",
  node: "node:24-bookworm-slim",
  nodeExporter: "quay.io/prometheus/node-exporter:v1.12.1",
  prometheus: "quay.io/prometheus/prometheus:v3.15.0",
  prometheusConfigReloader: "quay.io/prometheus-operator/prometheus-config-reloader:v0.93.1",
  prometheusOperator: "quay.io/prometheus-operator/prometheus-operator:v0.93.1",
  redis: "redis:8.10.1",
  redisExporter: "oliver006/redis_exporter:v1.88.0",
  traefik: "traefik:v3.7.13",
  valkey: "valkey/valkey:9.1.2",
  vitess: "vitess/lite:v24.0.4",
  vitessOperator: "planetscale/vitess-operator:v2.17.0",
  vtadmin: "vitess/vtadmin:v24.0.4",
} as const;

/** The image of each part. */
export type Versions = Readonly<Record<keyof typeof VERSIONS, string>>;

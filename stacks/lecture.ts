import { type App, Duration } from "cdk8s";
import { LectureWeb } from "../apps/lecture-web/deployment";
import { Foreign, LABEL, Namespace } from "../constructs/core";
import type { Autoscaling } from "../constructs/workload";
import { appIn, type Environment } from "./environment";

/** What may be said of the lecture's system. */
export interface LectureOptions {
  /**
   * How many pods of the web app: a number, or as many as the load asks for.
   * @default - from 1 to 5, so that they use a quarter of the CPU they ask for
   */
  readonly replicas?: number | Autoscaling;
}

/** The product that the web app is, as its label says it. */
export const LECTURE_WEB = "lecture-web";
/** The product that puts load on it. */
export const LECTURE_LOAD = "lecture-load";
/** The namespaces from which load comes, without the environment's prefix. */
const LOADERS = ["lecture-usual-day", "lecture-stress"];

const BY_LOAD: Autoscaling = { min: 1, max: 5, cpuPercent: 25, scaleDownAfter: Duration.minutes(1) };

/** The smallest whole system: a web app behind a load balancer that grows with its load. */
export function lecture(environment: Environment, { replicas = BY_LOAD }: LectureOptions = {}): App {
  const app = appIn(environment);
  const web = new LectureWeb(new Namespace(app, "Lecture"), "Web", { image: environment.versions.lectureWeb, replicas });
  web.exposeByLoadBalancer();
  for (const loader of LOADERS) {
    const namespace = `${environment.namespacePrefix ?? ""}${loader}`;
    web.allowFrom(Foreign.pods({ name: LECTURE_LOAD, namespace, labels: { [LABEL.name]: LECTURE_LOAD } }), web.endpoint);
  }
  return app;
}

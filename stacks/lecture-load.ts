import type { App } from "cdk8s";
import { Foreign, LABEL, Namespace } from "../constructs/core";
import { type LoadProfile, LoadTest, STRESS, scaled, USUAL_DAY } from "../constructs/load";
import { appIn, type Environment } from "./environment";
import { LECTURE_LOAD, LECTURE_WEB } from "./lecture";

/** The load of a usual day on the lecture's system. It runs once; that it completes says that all thresholds held. */
export function lectureUsualDay(environment: Environment): App {
  return loadTest(environment, "UsualDay", USUAL_DAY);
}

/** Stress for the lecture's system, as much of it as the environment bears. */
export function lectureStress(environment: Environment): App {
  return loadTest(environment, "Stress", scaled(STRESS, environment.stressScale ?? {}));
}

// Each in a system of its own: a load test is no part of what it tests, and runs when somebody wants it to.
function loadTest(environment: Environment, id: "UsualDay" | "Stress", profile: LoadProfile): App {
  const app = appIn(environment);
  const namespace = `${environment.namespacePrefix ?? ""}lecture`;
  const web = Foreign.pods({ name: "web", namespace, labels: { [LABEL.name]: LECTURE_WEB, [LABEL.instance]: "web" } });
  const target = web.endpoint({ name: "http", port: 7777, host: `web.${namespace}.svc` });
  const requests = [{ path: "/", expect: { text: "<html" } }];
  new LoadTest(new Namespace(app, `Lecture${id}`), id, {
    image: environment.versions.k6,
    product: LECTURE_LOAD,
    target,
    profile,
    requests,
  });
  return app;
}

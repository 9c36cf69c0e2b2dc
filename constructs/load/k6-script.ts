import { K6_PROGRAM } from "./k6-program";
import type { LoadProfile } from "./load-profile";
import { type LoadRequests, namedRequests } from "./load-request";

const HEAD = `// Made by Tagenal: change the load test, not this file.
import { check, sleep } from "k6";
import http from "k6/http";
import { Rate, Trend } from "k6/metrics";
`;

/** The percentiles that are told, whatever is promised. */
const TOLD = ["med", "p(90)", "p(99)", "p(99.9)", "max"];

/**
 * The script that k6 runs: the test as data, then a program that is the same for all. The same test gives the same bytes. It asks
 * the address in its variable TARGET.
 */
export function k6Script(profile: LoadProfile, requests: LoadRequests): string {
  const { description, stages, startUsers = 1, pace, thresholds } = profile;
  const trends = thresholds.latency.map(({ percentile }) => `p(${percentile})`);
  const test = {
    description,
    pace: pace.toMilliseconds() / 1000,
    kind: "kind" in requests ? "mix" : "sequence",
    requests: namedRequests(requests).map(({ name, method = "GET", path, headers, body, expect, weight }) => ({
      name,
      method,
      path,
      headers: { ...(body !== undefined && { "Content-Type": "application/json" }), ...headers },
      body: body === undefined ? null : JSON.stringify(body),
      status: expect?.status ?? 200,
      text: expect?.text,
      weight,
    })),
  };
  const options = {
    scenarios: {
      users: {
        executor: "ramping-vus",
        startVUs: startUsers,
        stages: stages.map(({ users, over }) => ({ duration: `${over.toMilliseconds()}ms`, target: users })),
        gracefulRampDown: "30s",
        gracefulStop: "30s",
      },
    },
    thresholds: {
      latency: thresholds.latency.map(({ percentile, below }) => `p(${percentile})<${below.toMilliseconds()}`),
      failures: [`rate<${thresholds.failures.below}`],
    },
    summaryTrendStats: [...new Set([...TOLD, ...trends])],
  };
  return `${HEAD}\nconst TEST = ${literal(test)};\n\nexport const options = ${literal(options)};\n${K6_PROGRAM}`;
}

/** Data as a literal of JavaScript: JSON, in which nothing can end a text or a line early. */
function literal(data: object): string {
  return JSON.stringify(data, undefined, 2).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}

"use strict";

const { failure, json, prefersJson, text } = require("./answer");
const { CONTENT_SECURITY_POLICY, page } = require("./page");
const { work } = require("./work");

/**
 * @typedef {object} Request
 * @property {URLSearchParams} query
 * @property {string} accept
 * @property {AbortSignal} signal given up, when the client is gone
 *
 * @typedef {object} Route
 * @property {boolean} people whether people ask it: it counts as a request that was served
 * @property {(request: Request) => import("./answer").Answer | Promise<import("./answer").Answer>} answer
 */

/** The most milliseconds of CPU that one request can cost. */
const MOST_WORK = 1000;

/**
 * What the app answers, by path.
 *
 * @param {() => import("./page").Status} status
 * @param {() => boolean} draining
 * @returns {ReadonlyMap<string, Route>}
 */
function routesOf(status, draining) {
  /** @type {Record<string, Route>} */
  const routes = {
    "/": {
      people: true,
      answer: ({ accept }) => {
        const vary = { Vary: "Accept" };
        if (prefersJson(accept)) return json(status(), 200, vary);
        const headers = { ...vary, "Content-Security-Policy": CONTENT_SECURITY_POLICY };
        return { status: 200, type: "text/html; charset=utf-8", body: page(status()), headers };
      },
    },
    "/api/pod": { people: true, answer: () => json(status()) },
    "/work": {
      people: true,
      answer: async ({ query, signal }) => {
        const given = query.get("ms");
        const milliseconds = millisecondsIn(given);
        if (milliseconds === undefined) {
          return failure(400, `'ms' must be an integer from 1 to ${MOST_WORK}, got ${given === null ? "nothing" : JSON.stringify(given)}`);
        }
        await work(milliseconds, signal);
        return json({ pod: status().pod, milliseconds });
      },
    },
    "/live": { people: false, answer: () => text("live") },
    "/ready": { people: false, answer: () => (draining() ? text("draining", 503) : text("ready")) },
  };
  return new Map(Object.entries(routes));
}

/** @type {(given: string | null) => number | undefined} */
function millisecondsIn(given) {
  const milliseconds = Number(given);
  return given !== null && /^\d+$/.test(given) && milliseconds >= 1 && milliseconds <= MOST_WORK ? milliseconds : undefined;
}

module.exports = { routesOf };

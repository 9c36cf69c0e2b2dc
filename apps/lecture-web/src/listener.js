"use strict";

const { performance } = require("node:perf_hooks");
const { failure } = require("./answer");

const METHODS = ["GET", "HEAD"];

/**
 * Answers requests by the routes, counts them, and never fails without an answer.
 *
 * @param {ReadonlyMap<string, import("./routes").Route>} routes
 * @param {import("./metrics").Metrics} metrics
 * @param {() => boolean} draining then each answer is the last of its connection
 * @returns {(request: import("node:http").IncomingMessage, response: import("node:http").ServerResponse) => Promise<void>}
 */
function listenerOf(routes, metrics, draining) {
  return async (request, response) => {
    const start = performance.now();
    const url = urlOf(request.url ?? "");
    const route = url && routes.get(url.pathname);
    const gone = new AbortController();
    metrics.inFlight += 1;
    if (route?.people) metrics.served += 1;
    response.on("close", () => {
      gone.abort();
      metrics.inFlight -= 1;
      // 499 as in nginx: the client did not wait for the answer.
      const status = response.writableFinished ? response.statusCode : 499;
      metrics.count(route ? url.pathname : "none", methodOf(request), status, (performance.now() - start) / 1000);
    });

    const answer = await answerTo(request, url, route, [...routes.keys()], gone.signal);
    if (response.destroyed) return;
    response.writeHead(answer.status, {
      "Content-Type": answer.type,
      "Content-Length": Buffer.byteLength(answer.body),
      "Cache-Control": "no-store",
      "X-Content-Type-Options": "nosniff",
      ...answer.headers,
      ...(draining() && { Connection: "close" }),
    });
    response.end(answer.body);
  };
}

/**
 * @param {import("node:http").IncomingMessage} request
 * @param {URL | undefined} url
 * @param {import("./routes").Route | undefined} route
 * @param {readonly string[]} paths
 * @param {AbortSignal} signal
 * @returns {Promise<import("./answer").Answer>}
 */
async function answerTo(request, url, route, paths, signal) {
  if (!url) return failure(400, "the address is none");
  if (!route) return failure(404, `there is no ${url.pathname}; there are ${paths.join(", ")}`);
  const { method = "" } = request;
  if (!METHODS.includes(method))
    return failure(405, `${method} is not allowed; ${METHODS.join(" and ")} are`, { Allow: METHODS.join(", ") });
  try {
    return await route.answer({ query: url.searchParams, accept: request.headers.accept ?? "*/*", signal });
  } catch (error) {
    console.error(`${method} ${url.pathname} failed:`, error);
    return failure(500, "that went wrong; the log says why");
  }
}

/** @type {(text: string) => URL | undefined} */
function urlOf(text) {
  try {
    // Of the address only path and query count; "//x" would be read as a host.
    return new URL(text.replace(/^\/+/, "/"), "http://localhost");
  } catch {
    return undefined;
  }
}

/**
 * Methods are many, labels must be few.
 *
 * @type {(request: import("node:http").IncomingMessage) => string}
 */
function methodOf({ method = "" }) {
  return METHODS.includes(method) ? method : "other";
}

module.exports = { listenerOf };

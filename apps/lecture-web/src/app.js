"use strict";

const { createServer } = require("node:http");
const { setTimeout: sleep } = require("node:timers/promises");
const { listenerOf } = require("./listener");
const { Metrics } = require("./metrics");
const { routesOf } = require("./routes");

/** Longer than load balancers keep idle connections (60 s is usual): the one who closes must not be the one who is called. */
const LIMITS = { keepAliveTimeout: 65_000, headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 5_000 };

/** How often what is open is looked at while stopping, and how often nothing must run until the rest is cut, in milliseconds. */
const LOOK = { every: 100, times: 5 };

/**
 * The app: people come in at one port, Prometheus at another.
 *
 * @param {import("./settings").Settings} settings
 */
function createApp({ port, adminPort, pod, version }) {
  const started = Date.now();
  const metrics = new Metrics(version, started);
  let draining = false;
  const isDraining = () => draining;
  const status = () => ({ pod, version, requests: metrics.served, uptimeSeconds: Math.floor((Date.now() - started) / 1000) });

  const server = createServer(LIMITS, listenerOf(routesOf(status, isDraining), metrics, isDraining));
  /** @type {import("./routes").Route} */
  const metricsRoute = {
    people: false,
    answer: () => ({ status: 200, type: "text/plain; version=0.0.4; charset=utf-8", body: metrics.render() }),
  };
  // Scrapes are not counted as requests.
  const admin = createServer(LIMITS, listenerOf(new Map([["/metrics", metricsRoute]]), new Metrics(version, started), isDraining));

  return {
    /** Listens. Ready is said at the port of people, which opens last. @returns {Promise<{ port: number, adminPort: number }>} */
    start: async () => ({ adminPort: await listen(admin, adminPort), port: await listen(server, port) }),

    /**
     * Says that it is not ready, goes on serving while those who route to it learn that, and ends each connection with
     * its next answer. Then takes no more connections and finishes what runs.
     *
     * @param {number} drainSeconds
     */
    stop: async (drainSeconds) => {
      draining = true;
      await sleep(drainSeconds * 1000);
      await close(server, () => metrics.inFlight === 0);
      admin.close();
      admin.closeAllConnections();
    },

    /** How many requests are being answered. */
    inFlight: () => metrics.inFlight,
  };
}

/** @type {(server: import("node:http").Server, port: number) => Promise<number>} */
function listen(server, port) {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, () => resolve(/** @type {import("node:net").AddressInfo} */ (server.address()).port));
  });
}

/**
 * Node waits for connections that were opened and never used, and watches no time limit any more: those are cut
 * when nothing ran for a moment.
 *
 * @type {(server: import("node:http").Server, idle: () => boolean) => Promise<void>}
 */
async function close(server, idle) {
  const closed = new Promise((resolve) => void server.close(() => resolve(true)));
  for (let quiet = 0; quiet < LOOK.times; quiet = idle() ? quiet + 1 : 0) {
    if (await Promise.race([closed, sleep(LOOK.every, false)])) return;
  }
  server.closeAllConnections();
}

module.exports = { createApp };

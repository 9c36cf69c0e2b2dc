"use strict";

/** Upper bounds of the histogram, in seconds: fine around the 300 ms that are promised. */
const BOUNDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2.5, 5, 10];

/**
 * @typedef {object} Durations
 * @property {number[]} counts of each bucket, the last one without a bound
 * @property {number} sum
 */

/** What is counted of requests, in Prometheus' text format. Labels are bounded: route templates, never paths. */
class Metrics {
  /** Requests that are being answered now. */
  inFlight = 0;
  /** Requests of people that were answered: probes and scrapes are none. */
  served = 0;
  #version;
  #started;
  /** @type {Map<string, number>} */
  #requests = new Map();
  /** @type {Map<string, Durations>} */
  #durations = new Map();

  /**
   * @param {string} version
   * @param {number} started in milliseconds since 1970
   */
  constructor(version, started) {
    this.#version = version;
    this.#started = started;
  }

  /**
   * Counts an answered request.
   *
   * @param {string} route
   * @param {string} method
   * @param {number} status
   * @param {number} seconds
   */
  count(route, method, status, seconds) {
    const labels = labelled({ route, method, status: String(status) });
    this.#requests.set(labels, (this.#requests.get(labels) ?? 0) + 1);
    let durations = this.#durations.get(route);
    if (!durations) {
      durations = { counts: Array.from({ length: BOUNDS.length + 1 }, () => 0), sum: 0 };
      this.#durations.set(route, durations);
    }
    const bucket = BOUNDS.findIndex((bound) => seconds <= bound);
    const index = bucket === -1 ? BOUNDS.length : bucket;
    durations.counts[index] = (durations.counts[index] ?? 0) + 1;
    durations.sum += seconds;
  }

  /** @returns {string} */
  render() {
    const { user, system } = process.cpuUsage();
    return [
      ...family("lecture_web_info", "gauge", "Always 1; its label says which version runs.", [[labelled({ version: this.#version }), 1]]),
      ...family("http_requests_total", "counter", "Requests that were answered.", [...this.#requests]),
      ...family("http_requests_in_flight", "gauge", "Requests that are being answered.", [["", this.inFlight]]),
      "# HELP http_request_duration_seconds From the end of the request's headers to the end of the answer.",
      "# TYPE http_request_duration_seconds histogram",
      ...[...this.#durations].flatMap(([route, durations]) => histogram(route, durations)),
      ...family("process_cpu_seconds_total", "counter", "CPU time that was used.", [["", (user + system) / 1e6]]),
      ...family("process_resident_memory_bytes", "gauge", "Memory that is used.", [["", process.memoryUsage.rss()]]),
      ...family("process_start_time_seconds", "gauge", "When it was started, in seconds since 1970.", [["", this.#started / 1000]]),
      "",
    ].join("\n");
  }
}

/** @type {(name: string, type: string, help: string, samples: [labels: string, value: number][]) => string[]} */
function family(name, type, help, samples) {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...samples.map(([labels, value]) => `${name}${labels} ${value}`)];
}

/** @type {(route: string, durations: Durations) => string[]} */
function histogram(route, { counts, sum }) {
  const name = "http_request_duration_seconds";
  let total = 0;
  const buckets = counts.map((count, index) => {
    total += count;
    return `${name}_bucket${labelled({ route, le: String(BOUNDS[index] ?? "+Inf") })} ${total}`;
  });
  return [...buckets, `${name}_sum${labelled({ route })} ${sum}`, `${name}_count${labelled({ route })} ${total}`];
}

/** @type {(labels: Record<string, string>) => string} */
function labelled(labels) {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value.replace(/[\\"]/g, "\\$&").replaceAll("\n", "\\n")}"`);
  return `{${pairs.join(",")}}`;
}

module.exports = { Metrics };

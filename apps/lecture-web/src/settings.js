"use strict";

const { hostname } = require("node:os");

/**
 * @typedef {object} Settings
 * @property {number} port where people come in
 * @property {number} adminPort where Prometheus comes in
 * @property {number} drainSeconds how long it goes on serving after SIGTERM
 * @property {number} graceSeconds how long Kubernetes waits between SIGTERM and SIGKILL
 * @property {string} pod
 * @property {string} version
 */

/** The hard stop comes this long before Kubernetes', so that it is told of in the log. */
const BEFORE_GRACE = 2;

/**
 * The settings, from environment variables. Throws one error with everything that is wrong.
 *
 * @param {Readonly<Record<string, string | undefined>>} environment
 * @returns {Settings}
 */
function settingsFrom(environment) {
  /** @type {string[]} */
  const problems = [];
  /** @type {(name: string, otherwise: number, min: number, max: number) => number} */
  const integer = (name, otherwise, min, max) => {
    const text = environment[name];
    if (text === undefined || text === "") return otherwise;
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    problems.push(`${name} must be an integer from ${min} to ${max}, got ${JSON.stringify(text)}`);
    return otherwise;
  };

  const settings = {
    port: integer("PORT", 7777, 0, 65535),
    adminPort: integer("ADMIN_PORT", 9102, 0, 65535),
    drainSeconds: integer("DRAIN_SECONDS", 5, 0, 3600),
    graceSeconds: integer("GRACE_SECONDS", 30, 1, 7200),
    pod: hostname(),
    version: environment["VERSION"] || "development",
  };
  const { port, adminPort, drainSeconds, graceSeconds } = settings;
  if (port === adminPort && port !== 0) problems.push(`PORT and ADMIN_PORT must differ, both are ${port}`);
  if (problems.length === 0 && drainSeconds + BEFORE_GRACE >= graceSeconds) {
    problems.push(`GRACE_SECONDS must be more than DRAIN_SECONDS + ${BEFORE_GRACE} = ${drainSeconds + BEFORE_GRACE}, got ${graceSeconds}`);
  }
  if (problems.length > 0) throw new Error(problems.join("\n"));
  return settings;
}

module.exports = { BEFORE_GRACE, settingsFrom };

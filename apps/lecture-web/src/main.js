"use strict";

const { createApp } = require("./app");
const { BEFORE_GRACE, settingsFrom } = require("./settings");

/** @type {(message: string) => never} */
function fail(message) {
  console.error(message);
  process.exit(1);
}

/** @type {() => import("./settings").Settings} */
function readSettings() {
  try {
    return settingsFrom(process.env);
  } catch (error) {
    return fail(/** @type {Error} */ (error).message);
  }
}

const settings = readSettings();
const app = createApp(settings);
let stopping = false;

/** @type {(signal: string, drainSeconds: number) => Promise<void>} */
async function stop(signal, drainSeconds) {
  if (stopping) fail(`${signal} again: stopped at once, ${app.inFlight()} requests were cut`);
  stopping = true;
  console.log(`${signal}: not ready, serving for ${drainSeconds} s more`);
  const hardStop = (settings.graceSeconds - BEFORE_GRACE) * 1000;
  setTimeout(() => fail(`stopped hard after ${hardStop / 1000} s, ${app.inFlight()} requests were cut`), hardStop).unref();
  await app.stop(drainSeconds);
  console.log("stopped, all requests were answered");
  process.exit(0);
}

// Before listening: as process 1 it would not get a signal that it has no handler for.
process.on("SIGTERM", (signal) => void stop(signal, settings.drainSeconds));
// Somebody at a terminal does not want to wait.
process.on("SIGINT", (signal) => void stop(signal, 0));

app.start().then(
  ({ port, adminPort }) =>
    console.log(
      `lecture-web ${settings.version} listens on ${port}, metrics on ${adminPort}, ${Math.round(process.uptime() * 1000)} ms after its start`,
    ),
  (/** @type {Error} */ error) => fail(`cannot listen: ${error.message}`),
);

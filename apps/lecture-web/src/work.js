"use strict";

const { createHash } = require("node:crypto");
const { setImmediate: nextTurn } = require("node:timers/promises");

/** So long at most does one piece of work keep the event loop from other requests, in milliseconds of CPU. */
const SLICE = 5;

/** @type {Promise<unknown>} */
let before = Promise.resolve();

/**
 * Uses about so many milliseconds of CPU, in slices: between them the event loop answers others. Work waits for the
 * work that was asked for before it. Nobody is told of work that was given up.
 *
 * @param {number} milliseconds
 * @param {AbortSignal} signal
 * @returns {Promise<void>}
 */
function work(milliseconds, signal) {
  const done = before.then(() => spend(milliseconds, signal));
  before = done;
  return done;
}

/** @type {(milliseconds: number, signal: AbortSignal) => Promise<void>} */
async function spend(milliseconds, signal) {
  for (let left = milliseconds; left > 0 && !signal.aborted; ) {
    left -= slice(Math.min(left, SLICE));
    await nextTurn();
  }
}

/**
 * By the process' CPU time, not by the clock: what others take of a busy machine is not work.
 *
 * @type {(milliseconds: number) => number}
 */
function slice(milliseconds) {
  const start = process.cpuUsage();
  let text = "";
  for (;;) {
    for (let i = 0; i < 20; i++) text = createHash("sha256").update(text).digest("hex");
    const { user, system } = process.cpuUsage(start);
    const spent = (user + system) / 1000;
    if (spent >= milliseconds) return spent;
  }
}

module.exports = { work };

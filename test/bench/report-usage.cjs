// Loaded into every Node process of a measured command, its children too: at its end each says what it has used.
// Node tells a parent nothing of its children's CPU time, and this works on every system. It misses some 4 ms of each
// process, in which Node tears itself down.
const { readFileSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const { isMainThread } = require("node:worker_threads");

/** On Linux `maxRSS` begins with that of the process that started this one. */
function ownPeak() {
  try {
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync("/proc/self/status", "utf8"))[1]) / 1024;
  } catch {
    return undefined;
  }
}

if (isMainThread) {
  process.on("exit", () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    const used = { cpu: (userCPUTime + systemCPUTime) / 1000, rss: ownPeak() ?? maxRSS / 1024 };
    writeFileSync(join(process.env.TAGENAL_BENCH_USAGE, `${process.pid}.json`), JSON.stringify(used));
  });
}

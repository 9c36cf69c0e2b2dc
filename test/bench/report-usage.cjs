// Loaded into every Node process of a measured command, its children too: at its end each says what it has used.
// Node tells a parent nothing of its children's CPU time, and this works on every system. It misses some 4 ms of each
// process, in which Node tears itself down.
const { writeFileSync } = require("node:fs");
const { join } = require("node:path");
const { isMainThread } = require("node:worker_threads");

if (isMainThread) {
  process.on("exit", () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    const used = { cpu: (userCPUTime + systemCPUTime) / 1000, rss: maxRSS / 1024 };
    writeFileSync(join(process.env.TAGENAL_BENCH_USAGE, `${process.pid}.json`), JSON.stringify(used));
  });
}

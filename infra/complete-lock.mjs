// Adds to package-lock.json the packages of other platforms that a registry would not show: some mirrors serve only what runs on
// their own machines, and `npm ci` refuses a lock file without the others. They have no checksum, since nobody here has seen them.
import { readFileSync, writeFileSync } from "node:fs";

const SYSTEMS = ["aix", "android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32"];
const PROCESSORS = ["arm64", "arm", "ia32", "loong64", "mips64el", "ppc64", "riscv64", "s390x", "wasm32", "x64"];

const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
const added = [];
for (const [path, { optionalDependencies = {}, dev }] of Object.entries(lock.packages)) {
  for (const [name, range] of Object.entries(optionalDependencies)) {
    const places = [`${path}/node_modules/${name}`, `node_modules/${name}`];
    if (path === "" || places.some((place) => place in lock.packages)) continue;
    const words = name.split(/[^a-z0-9]+/);
    const os = SYSTEMS.filter((system) => words.includes(system) || (name === "fsevents" && system === "darwin"));
    const cpu = PROCESSORS.filter((processor) => words.includes(processor));
    const libc = words.includes("musl")
      ? ["musl"]
      : os.includes("linux") && words.some((word) => word.startsWith("gnu"))
        ? ["glibc"]
        : undefined;
    if (os.length + cpu.length === 0) continue;
    lock.packages[`node_modules/${name}`] = {
      version: range.replace(/^[~^]/, ""),
      ...(cpu.length > 0 && { cpu }),
      ...(dev && { dev: true }),
      ...(libc && { libc }),
      optional: true,
      ...(os.length > 0 && { os }),
    };
    added.push(name);
  }
}
const { "": self, ...packages } = lock.packages;
lock.packages = { "": self, ...Object.fromEntries(Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, "en"))) };
writeFileSync("package-lock.json", `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added.length} packages of other platforms added`);

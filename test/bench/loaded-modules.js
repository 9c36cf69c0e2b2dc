// CommonJS, so that tests can use it too. It measures no time: what is loaded is the same on every machine.
const { execFileSync } = require("node:child_process");

/**
 * The modules that are loaded once a fresh Node has run some code, as paths with "/".
 * @param {string} code
 * @param {string} [cwd] from where it requires
 * @returns {string[]}
 */
function loadedModules(code, cwd = process.cwd()) {
  const program = `${code}\n;console.log(JSON.stringify(Object.keys(require.cache)))`;
  const { NODE_OPTIONS: _, ...env } = process.env;
  const answer = execFileSync(process.execPath, ["-e", program], { cwd, env, encoding: "utf8" });
  return JSON.parse(answer).map((path) => path.replaceAll("\\", "/"));
}

/**
 * How many of the modules belong to what nobody should load who only imports the library.
 * @param {readonly string[]} modules
 * @returns {{ all: number, pulumi: number, plan: number, testing: number, cdk8sPlus: number }}
 */
function census(modules) {
  const count = (part) => modules.filter((path) => path.includes(part)).length;
  return {
    all: modules.length,
    pulumi: count("/@pulumi/"),
    plan: count("/constructs/plan/"),
    testing: count("/constructs/testing/"),
    cdk8sPlus: count("/cdk8s-plus-27/"),
  };
}

module.exports = { loadedModules, census };

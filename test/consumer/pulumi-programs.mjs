import { copyFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL("pulumi", import.meta.url));
const { runProgram } = createRequire(import.meta.url)("../../lib/test/engine/run-program.js");

/** What each program must have registered. */
const EXPECTED = {
  "own-tree.ts": ["apps/v1:Deployment web/web", "core/v1:Service web/web"],
  "one-construct.ts": ["apps/v1:Deployment shop/web", "networking.k8s.io/v1:NetworkPolicy shop/default-deny"],
  "own-environment.ts": ["core/v1:Namespace staging-shop", "core/v1:Secret staging-shop/mysql", "batch/v1:Job staging-shop/migrate"],
  "two-systems.ts": ["core/v1:Namespace shop", "core/v1:Namespace tools", "core/v1:ConfigMap tools/settings"],
};

/** Copies the programs into a project that has the package, Pulumi's among its dependencies. */
export function copyPrograms(project) {
  for (const file of readdirSync(here)) copyFileSync(join(here, file), join(project, file));
}

/** Runs each program as `pulumi preview` would, with Pulumi's own type check, against an engine that deploys nothing. */
export async function runPrograms(project) {
  for (const [file, wanted] of Object.entries(EXPECTED)) {
    const { code, engine, errors, err } = await runProgram({
      main: join(project, file),
      project: "shop",
      stack: "test",
      config: { "shop:kubeconfig": "apiVersion: v1" },
      secretKeys: ["shop:kubeconfig"],
      environment: { PULUMI_NODEJS_TYPESCRIPT: "true" },
      nodeArguments: ["--require", "tagenal/pulumi/lazy"],
    });
    const found = engine.registered.map(({ type, name }) => `${type.replace("kubernetes:", "")} ${name}`);
    const missing = wanted.filter((one) => !found.includes(one));
    if (code !== 0 || missing.length > 0)
      throw new Error(`${file} ended with ${code}, without ${missing.join(", ") || "any object missing"}:\n${errors.join("\n")}${err}`);
  }
  return Object.keys(EXPECTED).length;
}

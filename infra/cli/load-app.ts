import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { App } from "cdk8s";
import { kebab, RefusedError } from "../../constructs/core";
import type { Environment } from "../../stacks";
import { closest } from "../closest";
import { registerTypeScript } from "./typescript";

/** What the command line works on: a system in an environment. */
export interface LoadedApp {
  readonly system: string;
  readonly environment: Environment;
  readonly app: App;
  /** Builds the same system's tree for another environment, or for this one with something changed. */
  readonly build: (environment: Environment) => Promise<App>;
}

/** What is asked for. */
export interface AppRequest {
  readonly environment: string;
  readonly system?: string;
  /** A module that exports `(environment) => App`, and perhaps the name of the `system` and `environments` of its own. */
  readonly app?: string;
}

interface AppModule {
  readonly default?: unknown;
  readonly environments?: Readonly<Record<string, Environment>>;
  readonly system?: string;
}

/** Finds the system (one of Tagenal's, or a module of the user's) and builds its tree for the environment. */
export async function loadApp({ environment: name, system, app }: AppRequest): Promise<LoadedApp> {
  if (system !== undefined && app !== undefined) refuse("--system and --app exclude each other: a module is a system");
  const path = app ?? (system === undefined ? appOfProject() : undefined);
  if (path !== undefined) return withoutOutput(() => loadModule(resolve(path), name));
  const { DEFAULT_SYSTEM, SYSTEMS } = await import("../../stacks/systems.js");
  const wanted = system ?? DEFAULT_SYSTEM;
  const make = SYSTEMS[wanted];
  if (!make)
    return refuse(`system "${wanted}" is not known${closest(wanted, Object.keys(SYSTEMS))}; there are ${Object.keys(SYSTEMS).join(", ")}`);
  const environment = await findEnvironment(name, {});
  return { system: wanted, environment, app: make(environment), build: async (other) => make(other) };
}

/** What an app logs goes to standard error: standard output is for the result. */
async function withoutOutput<T>(load: () => Promise<T>): Promise<T> {
  const { log, info, debug } = console;
  Object.assign(console, { log: console.error, info: console.error, debug: console.error });
  return load().finally(() => Object.assign(console, { log, info, debug }));
}

async function loadModule(path: string, name: string): Promise<LoadedApp> {
  if (!existsSync(path)) refuse(`the app ${path} does not exist; name it with --app, or its file in cdk8s.yaml`);
  if (/\.[cm]?ts$/.test(path)) registerTypeScript(path);
  const loaded = (/\.[cm]?ts$/.test(path) ? require(path) : await import(pathToFileURL(path).href)) as AppModule & { default?: AppModule };
  // A CommonJS module arrives within the default of an imported one.
  const module: AppModule = typeof loaded.default === "object" ? loaded.default : loaded;
  const { default: make, environments = {}, system = kebab(nameOfProject(path)) } = module;
  if (typeof make !== "function")
    return refuse(`${path} must export a function by default that makes the app: export default (environment) => App`);
  const environment = await findEnvironment(name, environments);
  const build = async (wanted: Environment): Promise<App> => {
    const app = await (make as (environment: Environment) => App | undefined | Promise<App>)(wanted);
    return app?.node
      ? app
      : refuse(`the function that ${path} exports must answer an App, got ${app === undefined ? "nothing" : typeof app}`);
  };
  return { system, environment, app: await build(environment), build: (wanted) => withoutOutput(() => build(wanted)) };
}

async function findEnvironment(name: string, own: Readonly<Record<string, Environment>>): Promise<Environment> {
  const { ENVIRONMENTS } = await import("../../stacks/environments.js");
  const { checkEnvironment } = await import("../../stacks/check-environment.js");
  const all = { ...ENVIRONMENTS, ...own };
  const found = Object.hasOwn(all, name) ? all[name] : undefined;
  if (!found)
    return refuse(`environment "${name}" is not known${closest(name, Object.keys(all))}; there are ${Object.keys(all).join(", ")}`);
  checkEnvironment(found);
  return found;
}

/** The app that cdk8s.yaml of this folder runs: the last word of its command that is a module. */
function appOfProject(): string | undefined {
  if (!existsSync("cdk8s.yaml")) return undefined;
  const { parse } = require("yaml") as typeof import("yaml");
  let command: unknown;
  try {
    command = (parse(readFileSync("cdk8s.yaml", "utf8")) as { app?: unknown } | null)?.app;
  } catch (error) {
    refuse(`cdk8s.yaml cannot be read: ${(error as Error).message.split("\n")[0]}`);
  }
  const module = String(command)
    .split(/\s+/)
    .map((word) => word.replace(/^["']|["']$/g, ""))
    .findLast((word) => /\.[cm]?[jt]s$/.test(word));
  return (
    module ??
    refuse(`the app in cdk8s.yaml names no module, got "${String(command)}"; name it with --app, or one of Tagenal's systems with --system`)
  );
}

/** The project's name in its package.json, without scope; else the name of its folder. */
function nameOfProject(path: string): string {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const file = join(folder, "package.json");
    const name = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as { name?: string }).name : undefined;
    if (name) return name.replace(/^@[^/]*\//, "");
    if (folder === dirname(folder)) return basename(dirname(path));
  }
}

function refuse(message: string): never {
  throw new RefusedError([{ path: "", message }], "the command line");
}

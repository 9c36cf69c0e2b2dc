import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/** What a command of the command line left behind. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  readonly seconds: number;
}

/** A command of the command line that runs. */
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

const ROOT = resolve(__dirname, "../../..");
const HEAD = `
const { createRequire } = require("node:module");
const of = createRequire(${JSON.stringify(join(ROOT, "package.json"))});
const { k8s } = of("cdk8s-plus-27");
const tagenal = of("./lib/stacks/index.js");
const security = { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ["ALL"] } };
const pod = (labels, { image = "busybox:1.37", command = ["sh", "-c", "trap 'exit 0' TERM; sleep 3600 & wait"], ...more } = {}, spec = {}) => ({
  metadata: { labels },
  spec: {
    automountServiceAccountToken: false,
    terminationGracePeriodSeconds: 1,
    securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: "RuntimeDefault" } },
    containers: [{ name: "main", image, command, securityContext: security, ...more }],
    ...spec,
  },
});
const deployment = (scope, name, container) => new k8s.KubeDeployment(scope, name, {
  metadata: { name },
  spec: { replicas: 1, selector: { matchLabels: { app: name } }, template: pod({ app: name }, container) },
});
`;

/** A folder for apps of the tests' own, and the command line to run on them as a user does. */
export class ApplyBench {
  readonly folder: string = mkdtempSync(join(tmpdir(), "tagenal-apply-"));

  /** Writes an app: the body of a function of the environment, with `app` made and to be filled. */
  app(name: string, body: string): string {
    const path = join(this.folder, `${name}.js`);
    const text = `${HEAD}module.exports = { system: ${JSON.stringify(name)}, default: (environment) => {
  const app = tagenal.appIn(environment);
  ${body}
  return app;
} };\n`;
    writeFileSync(path, text);
    return path;
  }

  /** Writes a file beside the apps. */
  file(name: string, content: string): string {
    writeFileSync(join(this.folder, name), content);
    return join(this.folder, name);
  }

  /** Starts the command line. */
  start(words: readonly string[], environment: Readonly<Record<string, string>> = {}): Running {
    const begin = performance.now();
    const child = spawn(process.execPath, [join(ROOT, "lib/infra/cli/main.js"), ...words], {
      cwd: this.folder,
      // A group of its own, as a shell gives it.
      detached: true,
      env: { ...process.env, ...environment },
    });
    const chunks = { out: "", err: "" };
    child.stdout.on("data", (data: Buffer) => (chunks.out += data.toString()));
    child.stderr.on("data", (data: Buffer) => (chunks.err += data.toString()));
    const ended = new Promise<Ended>((resolved) => {
      child.on("close", (code) => resolved({ code, ...chunks, seconds: Math.round((performance.now() - begin) / 100) / 10 }));
    });
    return { child, ended };
  }

  /** Runs the command line to its end. */
  run(words: readonly string[], environment?: Readonly<Record<string, string>>): Promise<Ended> {
    return this.start(words, environment).ended;
  }

  /** Runs it and insists that it works. */
  async must(words: readonly string[], environment?: Readonly<Record<string, string>>): Promise<Ended> {
    const ended = await this.run(words, environment);
    if (ended.code !== 0) throw new Error(`tagenal ${words.join(" ")} ended with ${ended.code}:\n${ended.err}${ended.out}`);
    return ended;
  }

  /** Runs it and insists that it fails, saying all of this, without anything that only programmers understand. */
  async mustFail(words: readonly string[], says: readonly RegExp[], environment?: Readonly<Record<string, string>>): Promise<Ended> {
    const ended = await this.run(words, environment);
    const missing = says.filter((pattern) => !pattern.test(ended.err));
    if (ended.code !== 1 || missing.length > 0 || /\n\s+at .*\.js:\d+/.test(ended.err))
      throw new Error(
        `tagenal ${words.join(" ")} ended with ${ended.code}, should have said ${missing.join(", ")}:\n${ended.err}${ended.out}`,
      );
    return ended;
  }

  /** Removes the folder. */
  clear(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Fails the stage where something is not as it must be. */
export function must(ok: boolean, what: string): void {
  if (!ok) throw new Error(what);
}

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { stringify } from "yaml";
import type { ReportJson } from "./validate";

const CLI = resolve("node_modules/.bin/cdk8s");
const APP = resolve("test/infra/validation/shop.cjs");

/** How a `cdk8s synth` ended. */
export interface Synthesized {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  /** What `--validation-reports-output-file` holds; none if nothing was judged. */
  readonly reports: readonly ReportJson[];
}

/** One entry under `validations` in cdk8s.yaml. */
export interface Entry {
  readonly package: string;
  readonly properties?: object;
}

/** Runs the real `cdk8s synth` with the plain app, in a project whose node_modules has the package, and without any registry. */
export function cdk8sSynth(how: "good" | "faulty", entry: Entry, words: readonly string[] = []): Synthesized {
  const project = mkdtempSync(join(tmpdir(), "tagenal-cdk8s-"));
  try {
    mkdirSync(join(project, "node_modules"));
    symlinkSync(resolve("."), join(project, "node_modules/tagenal"), "dir");
    const app = `"${process.execPath}" "${APP}" ${how}`;
    const validations = [{ version: "0.1.0", class: "InvariantValidation", ...entry }];
    writeFileSync(join(project, "cdk8s.yaml"), stringify({ language: "typescript", app, validations }));
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [CLI, "synth", "--validation-reports-output-file", "reports.json", ...words],
      {
        cwd: project,
        encoding: "utf8",
        env: { ...process.env, CDK8S_CHECK_UPGRADE: "false", npm_config_registry: "http://127.0.0.1:1" },
      },
    );
    const file = join(project, "reports.json");
    const { reports } = (existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : { reports: [] }) as Pick<Synthesized, "reports">;
    return { code: status, out: stdout, err: stderr, reports };
  } finally {
    rmSync(project, { recursive: true });
  }
}

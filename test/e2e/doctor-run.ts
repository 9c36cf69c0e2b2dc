import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";

const LIB = join(__dirname, "..", "..");

/** What the doctor said. */
export interface DoctorAnswer {
  readonly code: number;
  readonly healthy?: boolean;
  readonly findings?: readonly { readonly object: string; readonly what: string; readonly cause: string; readonly remedy: string }[];
  readonly policies?: { readonly enforced?: { readonly ingress: boolean; readonly egress: boolean }; readonly seconds: number } | null;
  readonly problems?: readonly { readonly message: string }[];
}

/** Writes a module as a user of the command line has it: its system, its environment, its app. */
export async function writeAppModule(folder: string, name: string, prefix: string, app: { file: string; call: string }): Promise<string> {
  const path = join(folder, `${name}.cjs`);
  const lines = [
    `const { lab } = require(${JSON.stringify(join(LIB, "stacks"))});`,
    `const app = require(${JSON.stringify(join(LIB, app.file))});`,
    `exports.system = ${JSON.stringify(name)};`,
    `exports.environments = { lab: { ...lab, namespacePrefix: ${JSON.stringify(prefix)} } };`,
    `exports.default = (environment) => app.${app.call};`,
  ];
  await writeFile(path, `${lines.join("\n")}\n`);
  return path;
}

/** Runs the doctor as a user does. */
export function runDoctor(module: string, ...options: readonly string[]): Promise<DoctorAnswer> {
  const words = [join(LIB, "infra", "cli", "main.js"), "doctor", "lab", "--app", module, "--json", ...options];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, words, { maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      const code = error ? Number(error.code) : 0;
      try {
        resolve({ ...(JSON.parse(stdout) as Omit<DoctorAnswer, "code">), code });
      } catch {
        reject(new Error(`the doctor said no JSON (exit code ${code}): ${stdout}${stderr}`));
      }
    });
  });
}

import { writeFileSync } from "node:fs";
import { RefusedError, RISK_CLASSES, type RiskClass } from "../../constructs/core";
import { diffPlans, exitCodeOf, type PlanDiff, renderMarkdown, renderNotes, renderSarif, renderText, toJson } from "../../constructs/plan";
import { totalCapacity } from "../../stacks";
import type { Arguments } from "./arguments";
import { sourceOf } from "./change-cluster";
import type { Command } from "./command";
import { AGAINST, comparedWith } from "./diff-against";
import { plannedSystem } from "./planned-system";
import type { Terminal } from "./terminal";

const FORMATS = ["text", "markdown", "json", "sarif", "notes"] as const;
type Format = (typeof FORMATS)[number];

/** `tagenal diff`: says what a rollout would do, and what can be lost on the way. */
export const DIFF: Command = {
  summary: "says what a rollout would do, each change by its risk",
  help: `usage: tagenal diff <environment> [--plan FILE | --git REVISION | --environment NAME] [--system S | --app MODULE]
                    [--allow FILE] [--up-to CLASS] [--format F] [--out FILE] [--json]

Compares the code with what is in the environment's cluster, with a saved plan, with a git revision, or with another environment. Each
change is safe, a restart, a replace, or puts data at risk, with the reason, what happens in which order, and the remedy. Defaults, order
and what the cluster fills in by itself do not count. Nothing is changed.

  --plan FILE         with a plan saved by: tagenal synth <environment> --format plan --out DIR
  --git REVISION      with what a git revision says: main, v1.4.0, HEAD~1
  --environment NAME  with another environment
                      Without these: with the cluster, by a server-side dry run
  --allow FILE        changes that somebody has looked at: allow: [{ change, until, why }]. Usual: allowances.yaml of this folder
  --up-to CLASS       exit 0 up to this class: ${RISK_CLASSES.slice(0, 3).join(", ")}
  --format F          ${FORMATS.join(", ")}. markdown is for pull requests, sarif for code scanning, notes is a draft of upgrade notes
  --out FILE          write into FILE instead of standard output
  --system S, --app MODULE   as in tagenal synth
  --json              the same as --format json

Exit codes: 0 nothing changes, 1 it did not work, 2 safe changes, 3 restarts, 4 replaces, 5 data at risk.

examples:
  tagenal diff minikube
  tagenal diff eks --git main --format markdown
`,
  options: {
    plan: { type: "string" },
    git: { type: "string" },
    environment: { type: "string" },
    system: { type: "string" },
    app: { type: "string" },
    allow: { type: "string" },
    "up-to": { type: "string", oneOf: RISK_CLASSES.slice(0, 3) },
    format: { type: "string", oneOf: FORMATS },
    out: { type: "string" },
  },
  run: diff,
};

async function diff(given: Arguments, terminal: Terminal): Promise<number> {
  const { readAllowances } = await import("../diff/read-allowances.js");
  const format = formatOf(given, terminal);
  const allow = readAllowances(given.text("allow"));
  terminal.progress(`rendering for ${given.environment} …`);
  const planned = await plannedSystem(given);
  const { before, after, names, more, notes } = await comparedWith(planned, given, terminal);
  const today = new Date().toISOString().slice(0, 10);
  const found = diffPlans(before, after, { allow, today, names, capacity: totalCapacity(planned.environment), ...(more ? { more } : {}) });
  const whole: PlanDiff = { ...found, notes: [...found.notes, ...notes] };
  terminal.done();
  const text = render(whole, format, { given, terminal, today });
  const out = given.text("out");
  if (out === undefined) terminal.print(text);
  else write(out, text);
  const upTo = given.text("up-to") as RiskClass | undefined;
  const code = exitCodeOf(whole);
  return upTo !== undefined && code <= RISK_CLASSES.indexOf(upTo) + 2 ? 0 : code;
}

function formatOf(given: Arguments, terminal: Terminal): Format {
  const format = given.text("format") as Format | undefined;
  if (!terminal.json) return format ?? "text";
  if (format === undefined || format === "json") return "json";
  throw new RefusedError([{ path: "", message: `--json and --format ${format} exclude each other` }], "the command line");
}

interface Rendering {
  readonly given: Arguments;
  readonly terminal: Terminal;
  readonly today: string;
}

function render(found: PlanDiff, format: Format, { given, terminal, today }: Rendering): string {
  const against = AGAINST.flatMap((option) => (given.text(option) === undefined ? [] : ` --${option} ${given.text(option)}`)).join("");
  const command = `npx tagenal diff ${given.environment}${against}${sourceOf(given)}`;
  const isTerminal = given.text("out") === undefined;
  if (format === "markdown") return renderMarkdown(found, { command, today, title: `${found.system} in ${found.environment}` });
  if (format === "json") return `${JSON.stringify(toJson(found), null, 2)}\n`;
  if (format === "sarif") return renderSarif(found, { uri: given.text("app") ?? "cdk8s.yaml", version: versionOfTool() });
  if (format === "notes") return renderNotes(found, { date: today });
  return renderText(
    found,
    isTerminal ? { today, width: terminal.width, paint: (colour, text) => terminal.paint(colour, text) } : { today },
  );
}

function versionOfTool(): string {
  return (require("tagenal/package.json") as { readonly version: string }).version;
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new RefusedError(
      [{ path: "", message: `--out ${file} cannot be written: ${(error as NodeJS.ErrnoException).code}` }],
      "the command line",
    );
  }
}

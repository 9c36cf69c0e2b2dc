import { writeFileSync } from "node:fs";
import { RefusedError, RISK_CLASSES, type RiskClass } from "../../constructs/core";
import {
  type Allowance,
  diffPlans,
  exitCodeOf,
  type PlanDiff,
  renderMarkdown,
  renderNotes,
  renderSarif,
  renderText,
  toJson,
} from "../../constructs/plan";
import { totalCapacity } from "../../stacks";
import { readText } from "../read-text";
import type { Arguments } from "./arguments";
import { sourceOf } from "./change-cluster";
import type { Command } from "./command";
import { AGAINST, comparedWith } from "./diff-against";
import { type PlannedSystem, plannedSystem } from "./planned-system";
import type { Terminal } from "./terminal";

const FORMATS = ["text", "markdown", "json", "sarif", "notes"] as const;
type Format = (typeof FORMATS)[number];

/** `tagenal diff`: says what a rollout would do, and what can be lost on the way. */
export const DIFF: Command = {
  summary: "says what a rollout would do, each change by its risk",
  help: `usage: tagenal diff <environment> [--plan FILE | --git REVISION | --environment NAME | --pulumi-preview FILE]
                    [--system S | --app MODULE] [--allow FILE] [--up-to CLASS] [--format F] [--out FILE] [--json]

Compares the code with what is in the environment's cluster, with a saved plan, with a git revision, or with another environment; or
judges what Pulumi would do. Each change is safe, a restart, a replace, or puts data at risk, with the reason, what happens in which
order, and the remedy. Defaults, order and what the cluster fills in by itself do not count. Nothing is changed.

  --plan FILE             with a plan saved by: tagenal synth <environment> --format plan --out DIR
  --git REVISION          with what a git revision says: main, v1.4.0, HEAD~1
  --environment NAME      with another environment
  --pulumi-preview FILE   says of each step that Pulumi would make what it risks: pulumi preview --json > FILE; "-" is standard input
                          Without these: with the cluster, by a server-side dry run
  --allow FILE            changes that somebody has looked at: allow: [{ change, until, why }]. Usual: allowances.yaml of this folder
  --up-to CLASS           exit 0 up to this class: ${RISK_CLASSES.slice(0, 3).join(", ")}
  --format F              ${FORMATS.join(", ")}; markdown is for pull requests, sarif for code scanning,
                          notes is a draft of what to tell those who upgrade
  --out FILE              write into FILE instead of standard output
  --system S, --app MODULE   as in tagenal synth
  --json                  the same as --format json

Exit codes: 0 nothing changes, 1 it did not work, 2 safe changes, 3 restarts, 4 replaces, 5 data at risk.

examples:
  tagenal diff minikube
  tagenal diff eks --git main --format markdown
`,
  options: {
    plan: { type: "string" },
    git: { type: "string" },
    environment: { type: "string" },
    "pulumi-preview": { type: "string" },
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
  const judged: Judged = { allow: readAllowances(given.text("allow")), today: new Date().toISOString().slice(0, 10) };
  terminal.progress(`rendering for ${given.environment} …`);
  const planned = await plannedSystem(given);
  const { found, errors, code } =
    given.text("pulumi-preview") === undefined ? await compared(planned, given, terminal, judged) : await previewed(planned, given, judged);
  terminal.done();
  const text = render(found, format, { given, terminal, today: judged.today });
  const out = given.text("out");
  if (out === undefined) terminal.print(text);
  else write(out, text);
  // In JSON they stand among the notes: machines read one value.
  if (errors.length > 0 && !terminal.json)
    terminal.fail(
      errors.map((message) => ({ path: "", message })),
      "the preview: what it shows is not all, and proves nothing safe",
    );
  const upTo = given.text("up-to") as RiskClass | undefined;
  return code !== 1 && upTo !== undefined && code <= exitCodeOf({ ...found, worst: upTo }) ? 0 : code;
}

/** By what changes are judged beside themselves. */
interface Judged {
  readonly allow: readonly Allowance[];
  readonly today: string;
}

/** What was found, and why it may not be all. */
interface Found {
  readonly found: PlanDiff;
  readonly errors: readonly string[];
  readonly code: number;
}

async function compared(planned: PlannedSystem, given: Arguments, terminal: Terminal, judged: Judged): Promise<Found> {
  const { before, after, names, more = [], notes } = await comparedWith(planned, given, terminal);
  const found = diffPlans(before, after, { ...judged, names, more, capacity: totalCapacity(planned.environment) });
  return { found: { ...found, notes: [...found.notes, ...notes] }, errors: [], code: exitCodeOf(found) };
}

async function previewed({ plan }: PlannedSystem, given: Arguments, judged: Judged): Promise<Found> {
  const { diffOfPreview, exitCodeOfPreview, readPreview } = await import("../diff/preview/index.js");
  const others = AGAINST.filter((option) => given.text(option) !== undefined);
  if (others.length > 0) {
    const message = `--pulumi-preview and ${others.map((option) => `--${option}`).join(", ")} exclude one another: a preview says both sides`;
    throw new RefusedError([{ path: "", message }], "the command line");
  }
  const file = given.text("pulumi-preview") as string;
  const preview = readPreview(readText(file, `; write it with: pulumi preview --json > ${file}`));
  const found = diffOfPreview(preview, { ...judged, plan });
  return { found, errors: preview.errors, code: exitCodeOfPreview(preview, found) };
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
  const against = [...AGAINST, "pulumi-preview"]
    .flatMap((option) => (given.text(option) === undefined ? [] : ` --${option} ${given.text(option)}`))
    .join("");
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

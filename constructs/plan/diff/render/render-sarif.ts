import { contentHash, RISK_CLASSES, type RiskClass } from "../../../core";
import { grouped } from "../../grouped";
import { type Change, nameOfChange, type PlanDiff } from "../change";
import { exitCodeOf } from "../exit-code";
import { allowanceWords, clausesOf, MEANING, short, WORST_FIRST } from "./change-words";

/** What a comparison is reported for. */
export interface SarifOptions {
  /** The file of the app, which the results are shown at: a path from the top of the repository, or a URI. */
  readonly uri: string;
  /** Tagenal's own. */
  readonly version: string;
}

const SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";
const HOME = "https://github.com/tagenal/tagenal";
const LEVELS: Readonly<Record<RiskClass, "error" | "warning" | "note">> = {
  safe: "note",
  restart: "warning",
  replace: "warning",
  "data at risk": "error",
};
/** A file has a first line, but what changes has no line of its own. */
const FIRST_LINE = { startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 };
const TO_DO = "Undo the change, do what the result says, or allow it by its name, with an end and a reason.";
const HELP = {
  text: `${TO_DO} The classes: ${WORST_FIRST.map((risk) => `${risk}: ${MEANING[risk]}`).join(" ")}`,
  markdown: `${TO_DO}\n\n${WORST_FIRST.map((risk) => `- **${risk}**: ${MEANING[risk]}`).join("\n")}\n`,
};

/** A comparison as SARIF 2.1.0, for GitHub code scanning and others: a result for each change, which is the same one as long as it has its name. */
export function renderSarif(diff: PlanDiff, { uri, version }: SarifOptions): string {
  const rules = [...grouped(diff.changes, ({ rule }) => [rule])].sort(([left], [right]) => (left < right ? -1 : 1));
  const indexes = new Map(rules.map(([rule], index) => [rule, index]));
  const seen = new Map<string, number>();
  const results = diff.changes.map((change) => {
    const name = nameOfChange(change);
    const occurrence = (seen.get(name) ?? 0) + 1;
    seen.set(name, occurrence);
    return { ...result(change, uri), ruleIndex: indexes.get(change.rule), ...fingerprints(name, occurrence) };
  });
  const log = {
    $schema: SCHEMA,
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "tagenal",
            semanticVersion: version,
            informationUri: HOME,
            rules: rules.map(([id, changes]) => rule(id, changes)),
          },
        },
        automationDetails: { id: `tagenal-diff/${short(diff.system)}/${short(diff.environment)}/` },
        invocations: [{ executionSuccessful: true, exitCode: exitCodeOf(diff), toolExecutionNotifications: diff.notes.map(notification) }],
        results,
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function rule(id: string, changes: readonly Change[]): object {
  const words = id.replaceAll("-", " ");
  const worst = RISK_CLASSES.findLast((risk) => changes.some((change) => change.class === risk)) ?? "safe";
  return {
    id,
    shortDescription: { text: `${words.charAt(0).toUpperCase()}${words.slice(1)}` },
    fullDescription: { text: `At worst: ${MEANING[worst]}` },
    help: HELP,
    properties: { tags: ["kubernetes", "rollout"] },
  };
}

function result(change: Change, uri: string): object {
  const { subject, object, remedy, allowed } = change;
  const name = short(object ?? subject);
  const sentences = [`${short(subject)}: ${clausesOf(change)}`, ...(remedy === undefined ? [] : [`What to do: ${short(remedy)}`])];
  const allowance = allowanceWords(change);
  if (allowance !== undefined) sentences.push(`It is ${allowance}`);
  return {
    ruleId: change.rule,
    // GitHub shows suppressed results all the same: what is allowed must not end a build there.
    level: allowed ? "note" : LEVELS[change.class],
    message: { text: messageText(sentences.map((sentence) => `${sentence.replace(/\.$/, "")}.`).join(" ")) },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: uriOf(uri) }, region: FIRST_LINE },
        logicalLocations: [{ name, fullyQualifiedName: name, kind: "resource" }],
      },
    ],
    // Either all results say whether they are suppressed, or none.
    suppressions: allowed
      ? [{ kind: "external", status: "accepted", justification: `${short(allowed.why)} (until ${short(allowed.until)})` }]
      : [],
    properties: { class: change.class, event: short(change.event), phase: change.phase },
  };
}

/** GitHub looks at the first one only; without it, all results of a line would be one. */
function fingerprints(name: string, occurrence: number): object {
  const hash = `${contentHash(name)}${contentHash([name])}:${occurrence}`;
  return { partialFingerprints: { primaryLocationLineHash: hash, "changeName/v1": hash } };
}

function notification(note: string): object {
  return { level: "note", message: { text: messageText(short(note)) } };
}

/** Braces are doubled, else they are places for arguments; what looks like a link is none. */
function messageText(text: string): string {
  return text.replace(/[{}]/g, "$&$&").replaceAll("](", "] (");
}

function uriOf(path: string): string {
  if (/^[a-z][a-z0-9+.-]+:/i.test(path)) return path;
  return path
    .replaceAll("\\", "/")
    .replace(/^(\.\/)+/, "")
    .split("/")
    .map(encodeURIComponent)
    .join("/");
}

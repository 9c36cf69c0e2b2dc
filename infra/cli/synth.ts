import { RefusedError } from "../../constructs/core";
import {
  kindOf,
  type OutputFile,
  type Plan,
  planOf,
  savePlan,
  writeArgoCd,
  writeDirectory,
  writeFlux,
  writeStream,
} from "../../constructs/plan";
import type { Arguments } from "./arguments";
import type { Command } from "./command";
import { loadApp } from "./load-app";
import { writeOutput } from "./output-directory";
import { renderSummary, summarize } from "./summary";
import type { Terminal } from "./terminal";

const FORMATS = ["yaml", "argocd", "flux", "plan"] as const;
type Format = (typeof FORMATS)[number];

/** `tagenal synth`: writes the manifests of a system. */
export const SYNTH: Command = {
  summary: "writes the manifests of a system for an environment",
  help: `usage: tagenal synth <environment> [--system S | --app MODULE] [--format F] [--out DIR] [--json]

Renders a system for an environment, checks it, says what it would create and whether that fits. No cluster is needed.

  <environment>   minikube, eks, lab, or one that the module exports as environments = { name: … }
  --system S      a system that Tagenal brings
  --app MODULE    your own: a module that exports by default (environment) => App, in JavaScript or TypeScript.
                  Without both: the module that cdk8s.yaml of this folder runs, else Tagenal's first system
  --format yaml   (usual) ordered YAML: a stream on standard output, or numbered files in DIR
  --format argocd a kustomization with sync waves, for an Application of Argo CD
  --format flux   Kustomizations of Flux that wait for one another; DIR is their path in the repository
  --format plan   the whole Plan as JSON, to be kept and compared
  --out DIR       write into DIR, all or nothing; a DIR with files of others is refused
  --json          say what was done as JSON on standard output

examples:
  tagenal synth minikube | kubectl apply --server-side -f -
  tagenal synth eks --format argocd --out manifests/
  tagenal synth minikube --app ./main.ts --out dist/
`,
  options: {
    system: { type: "string" },
    app: { type: "string" },
    format: { type: "string", oneOf: FORMATS },
    out: { type: "string" },
  },
  run: synth,
};

async function synth(given: Arguments, terminal: Terminal): Promise<number> {
  const format = (given.text("format") ?? "yaml") as Format;
  const out = given.text("out");
  if (out === undefined && (format === "argocd" || format === "flux" || terminal.json)) {
    const message = terminal.json
      ? "--json says what was written, so it needs --out DIR"
      : `--format ${format} writes a directory: say which with --out DIR`;
    throw new RefusedError([{ path: "", message }], "the command line");
  }
  terminal.progress(`rendering for ${given.environment} …`);
  const { system, environment, app } = await loadApp({
    environment: given.environment,
    system: given.text("system"),
    app: given.text("app"),
  });
  const plan = planOf(app, { system, environment: environment.name });
  const known = summarize(plan, environment);
  const summary = format === "argocd" ? { ...known, warnings: [...known.warnings, ...argoWarnings(plan)] } : known;
  if (out === undefined) {
    const text = format === "plan" ? savePlan(plan) : writeStream(plan);
    terminal.done();
    terminal.print(text);
    summary.warnings.forEach((warning) => terminal.note(terminal.paint("yellow", `! ${warning}`)));
    return 0;
  }
  const files = render(plan, format, out);
  writeOutput(out, files);
  terminal.done();
  if (terminal.json) terminal.print(`${JSON.stringify({ ...summary, out, format, files: files.map(({ path }) => path) }, null, 2)}\n`);
  else terminal.print(`${renderSummary(summary, environment, terminal)}\n\n${next(given, format, out, files)}\n`);
  return 0;
}

function render(plan: Plan, format: Format, out: string): OutputFile[] {
  if (format === "argocd") return writeArgoCd(plan);
  if (format === "flux") return writeFlux(plan, { path: pathInRepository(out) });
  if (format === "plan") return [{ path: "plan.json", content: savePlan(plan) }];
  return writeDirectory(plan);
}

/** Flux reads the directory from a repository: it must be named as it is there. */
function pathInRepository(out: string): string {
  const path = out.replaceAll("\\", "/");
  if (/^(\/|[A-Za-z]:|(\.\/)*\.\.(\/|$))|\/\.\.(\/|$)/.test(path)) {
    const message = `--out must be the path within the repository for --format flux, got "${out}"; run it at the repository's top`;
    throw new RefusedError([{ path: "", message }], "the command line");
  }
  return path;
}

/** Argo CD waits for the health it knows; a custom resource with a readiness of its own may be passed by. */
function argoWarnings({ objects, order }: Plan): string[] {
  const awaited = new Set(order.filter(({ stage }) => stage === "ready").flatMap(({ before }) => before));
  return objects
    .filter(
      ({ id, manifest, wait }) =>
        awaited.has(id) && wait.until !== "exists" && kindOf(manifest).includes(".") && !/\.(apps|batch|.*k8s\.io)$/.test(kindOf(manifest)),
    )
    .map(
      ({ id }) =>
        `others wait for ${id}: Argo CD needs a health check for its kind (resource.customizations.health in argocd-cm), or it goes on at once`,
    );
}

function next(given: Arguments, format: Format, out: string, files: readonly OutputFile[]): string {
  const source = given.text("system") ? ` --system ${given.text("system")}` : given.text("app") ? ` --app ${given.text("app")}` : "";
  const again = `npx tagenal synth ${given.environment}${source}`;
  const steps: Readonly<Record<Format, readonly string[]>> = {
    yaml: [`npx tagenal apply ${given.environment}${source}`, `${again} --format argocd --out manifests`],
    argocd: [`kubectl kustomize ${out}`, `git add ${out}    # and point an Application of Argo CD at it`],
    flux: [`kubectl kustomize ${out}`, `git add ${out}    # and let a Kustomization of Flux apply it`],
    plan: [`git add ${out}    # to compare later Plans with it`, `npx tagenal diff ${given.environment}${source} --plan ${out}/plan.json`],
  };
  return [`${files.length} files in ${out}. Next:`, ...steps[format].map((step) => `  ${step}`)].join("\n");
}

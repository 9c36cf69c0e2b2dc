import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Validation, ValidationContext } from "cdk8s-cli/plugins";
import { InvariantValidation, type InvariantValidationProps } from "../../../infra/validation";

/** The report as cdk8s-cli writes it into a file. */
export type ReportJson = ReturnType<ValidationContext["report"]["toJson"]>;

/** What the plugin says of manifests. */
export interface Validated {
  readonly report: ReportJson;
  /** "rule | file | what is wrong", sorted as reported. */
  readonly lines: readonly string[];
}

/** Has the plugin judge files of these names and contents, in the context and with the report of cdk8s-cli; null: there is no such file. */
export async function validate(
  files: Readonly<Record<string, string | null>>,
  properties: InvariantValidationProps = {},
  constructs: Readonly<Record<string, string>> = {},
): Promise<Validated> {
  const folder = mkdtempSync(join(tmpdir(), "tagenal-validation-"));
  try {
    for (const [name, content] of Object.entries(files)) if (content !== null) writeFileSync(join(folder, name), content);
    const paths = Object.keys(files).map((name) => join(folder, name));
    const metadata = Object.fromEntries(Object.entries(constructs).map(([name, path]) => [name, { path }]));
    const context = new ValidationContext(paths, "tagenal", "0.1.0", metadata);
    // It is one of cdk8s-cli's plugins by its type, too.
    const plugin: Validation = new InvariantValidation(properties);
    await plugin.validate(context);
    const report = JSON.parse(JSON.stringify(context.report.toJson()).replaceAll(`${folder}/`, "")) as ReportJson;
    const lines = report.violations.flatMap(({ ruleName, violatingConstructs }) =>
      violatingConstructs.flatMap(({ manifestPath, locations }) => locations.map((line) => `${ruleName} | ${manifestPath} | ${line}`)),
    );
    return { report, lines };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

import { grouped, type Manifest, type ObjectId, type Plan, type PlanObject, toYamlStream } from "../plan";

/** What a test runner's `expect` has to offer: jest's. */
interface SnapshotExpect {
  (value: unknown): { toMatchSnapshot(hint?: string): void };
  addSnapshotSerializer(serializer: { test(value: unknown): boolean; serialize(value: YamlText): string }): void;
}

/** YAML that a snapshot shows as it is, without quotes around it. */
class YamlText {
  readonly yaml: string;

  constructor(yaml: string) {
    this.yaml = yaml;
  }
}

/** What stands in a snapshot for the values of Secrets. */
const HIDDEN = "<secret>";
const prepared = new WeakSet<SnapshotExpect>();

/** Compares the Plan with snapshots: one for each chart, objects by kind, namespace and name. */
export function matchSnapshots({ objects }: Plan, chartOf?: (id: ObjectId) => string, hint?: string): void {
  const expect = snapshotExpect();
  const charts = grouped(objects, ({ id, manifest }) => [chartOf?.(id) ?? manifest.metadata.namespace ?? "cluster"]);
  for (const chart of [...charts.keys()].sort(compare)) {
    const manifests = (charts.get(chart) ?? [])
      .toSorted((a, b) => compare(place(a), place(b)))
      .map(({ manifest }) => withoutSecrets(manifest));
    expect(new YamlText(toYamlStream(manifests))).toMatchSnapshot([hint, chart].filter(Boolean).join(" "));
  }
}

/** The manifest without the values of a Secret, so that none is ever committed with a snapshot. */
export function withoutSecrets(manifest: Manifest): Manifest {
  if (manifest.kind !== "Secret") return manifest;
  const hide = (field: string) => {
    const values = manifest[field] as Readonly<Record<string, unknown>> | undefined;
    return values && { [field]: Object.fromEntries(Object.keys(values).map((key) => [key, HIDDEN])) };
  };
  return { ...manifest, ...hide("data"), ...hide("stringData") };
}

function place({ manifest: { kind, metadata } }: PlanObject): string {
  return [kind, metadata.namespace ?? "", metadata.name].join("/");
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function snapshotExpect(): SnapshotExpect {
  const { expect } = globalThis as { expect?: SnapshotExpect };
  if (!expect?.addSnapshotSerializer) throw new Error("toMatchSnapshot needs jest: there is no global 'expect' here that keeps snapshots");
  if (!prepared.has(expect)) {
    prepared.add(expect);
    expect.addSnapshotSerializer({ test: (value) => value instanceof YamlText, serialize: ({ yaml }) => yaml.trimEnd() });
  }
  return expect;
}

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { log } from "@pulumi/pulumi";
import { toYaml } from "../../../constructs/plan";
import { fetchDefinitions } from "../../../infra/pulumi/definitions";
import { definition, pin } from "./definitions-files";
import { BUNDLE, DefinitionsSite, IN_BUNDLE, withEnvironment } from "./definitions-site";

const LIMIT = 32 * 1024 * 1024;
const site = new DefinitionsSite();

describe("what was fetched is kept", () => {
  test("so that the second time neither network nor reading is needed", async () => {
    const first = await site.get();
    site.answers = {};
    const read = jest.spyOn(jest.requireActual<typeof import("yaml")>("yaml"), "parseAllDocuments");
    try {
      expect(await site.get()).toEqual(first);
      expect([site.asked, read.mock.calls]).toEqual([["/operator.yaml"], []]);
      await site.get([site.served(toYaml(definition("Gizmo")))]);
      expect(read.mock.calls).toHaveLength(1);
    } finally {
      read.mockRestore();
    }
  });

  test("each file under its sum, whole, and what was read from YAML as JSON", async () => {
    const json = JSON.stringify(definition("Gizmo"));
    await site.get([site.source(), site.served(json, "json")]);
    const read = JSON.stringify([definition("Widget"), definition("Gadget")]);
    const files = Object.fromEntries(readdirSync(site.cache).map((name) => [name, readFileSync(join(site.cache, name), "utf8")]));
    expect(files).toEqual({ [pin(BUNDLE)]: BUNDLE, [pin(json)]: json, [`${pin(BUNDLE)}.read1`]: pin(read), [pin(read)]: read });
  });

  test("in the folder that this machine has for such things", async () => {
    await withEnvironment({ XDG_CACHE_HOME: site.folder }, () => fetchDefinitions([site.source()]));
    expect(readdirSync(join(site.folder, "tagenal", "definitions"))).toContain(pin(BUNDLE));
  });

  test.each<[string, (name: string) => boolean]>([
    ["the file that was fetched", (name) => name === pin(BUNDLE)],
    ["what was read from it", (name) => name !== pin(BUNDLE) && !name.endsWith(".read1")],
    ["where that is", (name) => name.endsWith(".read1")],
  ])("without the network as long as one way is left, when damaged: %s", async (_what, isDamaged) => {
    await site.get();
    const damaged = readdirSync(site.cache).filter(isDamaged);
    expect(damaged).toHaveLength(1);
    for (const name of damaged) writeFileSync(join(site.cache, name), "[]");
    expect(await site.names()).toEqual(IN_BUNDLE);
    expect(site.asked).toHaveLength(1);
  });

  test("and fetched again where all of it is damaged", async () => {
    await site.get();
    const before = readdirSync(site.cache);
    for (const name of before) writeFileSync(join(site.cache, name), "damaged");
    expect(await site.names()).toEqual(IN_BUNDLE);
    expect(site.asked).toHaveLength(2);
    expect(readFileSync(join(site.cache, pin(BUNDLE)), "utf8")).toBe(BUNDLE);
    expect(readdirSync(site.cache)).toEqual(before);
  });

  test("and where it cannot be kept, that is said, and deploying goes on", async () => {
    writeFileSync(site.cache, "a file");
    const warn = jest.spyOn(log, "warn").mockResolvedValue();
    try {
      expect(await site.names()).toEqual(IN_BUNDLE);
      expect(warn.mock.calls).toEqual([
        [expect.stringMatching(/^definitions of custom resources cannot be kept for the next time: E(NOTDIR|EXIST): /)],
      ]);
    } finally {
      warn.mockRestore();
    }
  });

  test("by several programs at once", async () => {
    await Promise.all([site.get(), site.get(), site.get()]);
    expect(await site.names()).toEqual(IN_BUNDLE);
    expect(readdirSync(site.cache)).toHaveLength(3);
  });
});

describe("a folder takes the place of the network", () => {
  const mirror = (): string => join(site.folder, "mirror");
  const put = (name: string, content: string): void => writeFileSync(join(mirror(), name), content);
  beforeEach(() => mkdirSync(mirror()));

  test("with files named as their addresses end, or after their sums", async () => {
    const [one, two] = [toYaml(definition("Widget")), toYaml(definition("Gadget"))];
    put("crds.yaml", one);
    put(`${pin(two)}.yaml`, two);
    const sources = [
      site.source(one, { name: "one", url: "https://one.example/v1/crds.yaml?raw=true#top" }),
      site.source(two, { name: "two", url: "https://two.example/v1/crds.yaml" }),
    ];
    expect(await site.names(sources, { folder: mirror() })).toEqual(IN_BUNDLE);
    expect(site.asked).toEqual([]);
  });

  test("whose files are checked, though they were kept before", async () => {
    put("operator.yaml", BUNDLE);
    await site.get(undefined, { folder: mirror() });
    put("operator.yaml", `${BUNDLE}# changed\n`);
    expect(readdirSync(site.cache)).not.toEqual([]);
    expect(await site.refusal(undefined, { folder: mirror() })).toEqual([
      `operator 1.0.0: ${join(mirror(), "operator.yaml")} has the sha256 ${pin(`${BUNDLE}# changed\n`)}, pinned is ${pin(BUNDLE)}; pin the new sum only if the publisher names it, else find out who changed the file`,
    ]);
  });

  test("and says which files it has not, or that it is none", async () => {
    put("large.yaml", " ".repeat(LIMIT + 1));
    const given = [
      site.source(),
      site.source(BUNDLE, { name: "large", url: "https://one.example/large.yaml" }),
      site.source(BUNDLE, { name: "root", url: site.url }),
    ];
    expect(await site.refusal(given, { folder: mirror() })).toEqual([
      `large 1.0.0: ${join(mirror(), "large.yaml")} has more than 32 MiB; pin a file with definitions alone`,
      `operator 1.0.0: ${mirror()} has no operator.yaml, and no ${pin(BUNDLE)}.yaml; put the file of <site>/operator.yaml there`,
      `root 1.0.0: ${mirror()} has no ${pin(BUNDLE)}.yaml; put the file of <site> there`,
    ]);
    expect(site.asked).toEqual([]);
    expect(await site.refusal(given, { folder: join(mirror(), "none") })).toEqual([
      `'folder' must be a folder that is there, got ${JSON.stringify(join(mirror(), "none"))}`,
    ]);
  });
});

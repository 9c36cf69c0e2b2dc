import { readdirSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { Duration } from "cdk8s";
import { toYaml, toYamlStream } from "../../../constructs/plan";
import type { DefinitionSource } from "../../../infra/pulumi/definitions-source";
import { definition, pin } from "./definitions-files";
import { BUNDLE, DefinitionsSite, HOME, IN_BUNDLE, OPERATOR, withEnvironment } from "./definitions-site";

const LIMIT = 32 * 1024 * 1024;
const site = new DefinitionsSite();

describe("a file is fetched", () => {
  test("and only the definitions in it are taken, by name, whatever their order", async () => {
    expect(await site.get()).toEqual([definition("Gadget"), definition("Widget")]);
    const turned = toYamlStream([definition("Gadget"), OPERATOR, definition("Widget")]);
    expect(await site.get([site.served(turned)])).toEqual([definition("Gadget"), definition("Widget")]);
  });

  test("through redirects", async () => {
    site.answers["/moved.yaml"] = (response) => response.writeHead(302, { location: "/again" }).end();
    site.answers["/again"] = (response) => response.writeHead(307, { location: "/operator.yaml" }).end();
    expect(await site.names([site.source(BUNDLE, { url: `${site.url}/moved.yaml` })])).toEqual(IN_BUNDLE);
    expect(site.asked).toEqual(["/moved.yaml", "/again", "/operator.yaml"]);
  });

  test("compressed on the way; its sum is that of the file", async () => {
    site.answers["/operator.yaml"] = (response) => response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(BUNDLE));
    expect(await site.names()).toEqual(IN_BUNDLE);
  });

  test("as JSON: one object, a list as kubectl prints it, an array; a sum in capitals is the same", async () => {
    const [one, two] = [definition("Widget"), definition("Gadget")];
    const list = { apiVersion: "v1", kind: "List", items: [two, OPERATOR] };
    const all = [one, list, [definition("Gizmo")]].map((content, index) => site.served(JSON.stringify(content), `file-${index}`));
    const capitals = all.map((each) => ({ ...each, sha256: each.sha256.toUpperCase() }));
    expect(await site.names(capitals)).toEqual(["gadgets.shop.example", "gizmos.shop.example", "widgets.shop.example"]);
  });

  test("as YAML that looks like JSON at first", async () => {
    expect(
      await site.get([site.served(`{ apiVersion: v1, kind: List, items: [\n${JSON.stringify(definition("Widget"))}, # one\n] }`)]),
    ).toEqual([definition("Widget")]);
  });

  test("and what only the API server may write is left out", async () => {
    const exported = {
      ...definition("Widget"),
      metadata: {
        name: "widgets.shop.example",
        labels: { app: "shop" },
        creationTimestamp: null,
        resourceVersion: "7",
        uid: "u",
        generation: 1,
      },
      status: { conditions: [], storedVersions: ["v1"] },
    };
    expect(await site.get([site.served(toYaml(exported))])).toEqual([
      { ...definition("Widget"), metadata: { name: "widgets.shop.example", labels: { app: "shop" } } },
    ]);
  });
});

describe("a file is refused", () => {
  test("that is not the one that was pinned: with both sums", async () => {
    const changed = `${BUNDLE}# changed\n`;
    site.answers["/operator.yaml"] = (response) => response.end(changed);
    expect(await site.refusal()).toEqual([
      `operator 1.0.0: <site>/operator.yaml has the sha256 ${pin(changed)}, pinned is ${pin(BUNDLE)}; pin the new sum only if the publisher names it, else find out who changed the file`,
    ]);
    expect(() => readdirSync(site.cache)).toThrow("ENOENT");
  });

  test("that is the web page of a login", async () => {
    site.answers["/operator.yaml"] = (response) => response.end("<!DOCTYPE html><p>Log in");
    expect(await site.refusal()).toEqual([
      expect.stringMatching(/ has the sha256 [0-9a-f]{64} \(it is a web page\), pinned is /) as string,
    ]);
  });

  test("that is not there", async () => {
    expect(await site.refusal([site.source(BUNDLE, { url: `${site.url}/none.yaml` })])).toEqual([
      "operator 1.0.0: <site>/none.yaml answers 404 Not Found; correct 'url', or put the file into a folder and give `folder`",
    ]);
  });

  test.each<[string, (response: ServerResponse) => void]>([
    ["never begins", () => undefined],
    ["never ends", (response) => response.write(BUNDLE)],
  ])("that %s", async (_what, answer) => {
    site.answers["/operator.yaml"] = answer;
    expect(await site.refusal(undefined, { timeout: Duration.millis(200) })).toEqual([
      "operator 1.0.0: <site>/operator.yaml took longer than 0.2 s; give more `timeout`, or put the file into a folder and give `folder`",
    ]);
  });

  test.each<[string, (response: ServerResponse) => void]>([
    ["as it is", (response) => response.end(Buffer.alloc(LIMIT + 1, 32))],
    [
      "once it is decompressed",
      (response) => response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(Buffer.alloc(LIMIT + 1))),
    ],
  ])("that is too large %s", async (_what, answer) => {
    site.answers["/operator.yaml"] = answer;
    expect(await site.refusal()).toEqual(["operator 1.0.0: <site>/operator.yaml has more than 32 MiB; pin a file with definitions alone"]);
  });

  test("whose site cannot be reached; a proxy that Node does not mind is named", async () => {
    const closed = createServer();
    await new Promise<void>((done) => closed.listen(0, "127.0.0.1", done));
    const { port } = closed.address() as AddressInfo;
    await new Promise((done) => closed.close(done));
    const url = `http://127.0.0.1:${port}/operator.yaml`;
    const none = { http_proxy: undefined, HTTP_PROXY: undefined, https_proxy: undefined, NODE_USE_ENV_PROXY: undefined };
    const lineWith = (HTTPS_PROXY: string | undefined, line: string): Promise<void> =>
      withEnvironment({ ...none, HTTPS_PROXY }, async () => expect(await site.refusal([site.source(BUNDLE, { url })])).toEqual([line]));
    const start = `operator 1.0.0: ${url} cannot be fetched: connect ECONNREFUSED 127.0.0.1:${port};`;
    await lineWith(undefined, `${start} check the network, or put the file into a folder and give \`folder\``);
    await lineWith(
      "http://proxy.example",
      `${start} HTTPS_PROXY is set, but Node minds it only from version 24 on, with NODE_USE_ENV_PROXY=1; use that, or put the file into a folder and give \`folder\``,
    );
  });

  test.each<[string, string | Uint8Array, string]>([
    [
      "is a web page",
      "<html>\n<p>a: b: c",
      "operator 1.0.0: is neither YAML nor JSON: Implicit keys need to be on a single line at line 1, column 1; pin another file",
    ],
    [
      "is no text",
      new Uint8Array([0xff, 0xfe, 0x41]),
      "operator 1.0.0: is neither YAML nor JSON: it is no text in UTF-8; pin another file",
    ],
    ["is an archive", gzipSync(BUNDLE), "operator 1.0.0: is a compressed archive; pin the file with YAML or JSON itself"],
    ["is empty", "# nothing\n", "operator 1.0.0: has no CustomResourceDefinition, only nothing; pin the file that has them"],
    [
      "has no definition",
      toYamlStream([HOME, OPERATOR]),
      "operator 1.0.0: has no CustomResourceDefinition, only Deployment, Namespace; pin the file that has them",
    ],
    [
      "has definitions of a form that clusters no longer take",
      toYaml({ ...definition("Widget"), apiVersion: "apiextensions.k8s.io/v1beta1" }),
      "operator 1.0.0: widgets.shop.example is of apiextensions.k8s.io/v1beta1, which Kubernetes has not served since 1.22; pin a newer release",
    ],
    [
      "has a definition that is not named after its spec",
      toYaml({ ...definition("Widget"), metadata: { name: "widgets" } }),
      "operator 1.0.0: widgets must be named after its spec, <names.plural>.<group>, and have names.kind; pin another file",
    ],
  ])("that %s", async (_what, content, message) => {
    expect(await site.refusal([site.served(content)])).toEqual([message]);
  });

  test("that holds something else than objects, too", async () => {
    expect(await site.refusal([site.served(`${toYaml(definition("Widget"))}---\n"just a text"\n`)])).toEqual([
      'operator 1.0.0: a document is no object of Kubernetes: "just a text"; pin another file',
    ]);
  });

  test("all problems together: of sources that were not written as they must be, and of files", async () => {
    const [one, two] = [site.served(toYaml(definition("Widget")), "one"), site.served(toYaml(definition("Widget")), "two")];
    const given = [
      one,
      two,
      site.served(BUNDLE, "none"),
      site.source(BUNDLE, { name: "none" }),
      site.source(BUNDLE, { name: "secret", url: "https://me:password@site.example/x.yaml" }),
      site.source(BUNDLE, { name: "", url: "file:///x.yaml", sha256: "sha256:abc" }),
      { name: "old" } as DefinitionSource,
    ];
    delete site.answers["/none.yaml"];
    expect(await site.refusal(given)).toEqual([
      "definitions[5]: 'name' must be a text that is not empty, got \"\"",
      "definitions[5]: 'sha256' must be 64 hex digits, got \"sha256:abc\"; `curl -fsSL <url> | sha256sum` prints them",
      "definitions[5]: 'url' must be an address that begins with https:// or http://, got \"file:///x.yaml\"; of a file on this machine give `folder`, and the address that it came from",
      "definitions[6]: 'sha256' must be 64 hex digits, got nothing; `curl -fsSL <url> | sha256sum` prints them",
      "definitions[6]: 'url' must be an address that begins with https:// or http://, got nothing; of a file on this machine give `folder`, and the address that it came from",
      "definitions[6]: 'version' must be a text that is not empty, got nothing",
      "none 1.0.0: 'name' must be of one source only, got \"none\"; give each another name",
      "none 1.0.0: <site>/none.yaml answers 404 Not Found; correct 'url', or put the file into a folder and give `folder`",
      "secret 1.0.0: 'url' must be an address without user and password, got \"site.example\"; fetch the file yourself and give `folder`",
      "widgets.shop.example: is defined by one 1.0.0 and by two 1.0.0; leave out all but one",
    ]);
  });
});

import { type ChildProcess, spawn } from "node:child_process";
import { dirname, join, resolve } from "node:path";
import { credentials, type ServiceError } from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import {
  type AnalyzeDiagnostic,
  AnalyzeRequest,
  type AnalyzeResponse,
  type AnalyzerInfo,
  AnalyzerResource,
  AnalyzerResourceOptions,
  AnalyzeStackRequest,
  ConfigureAnalyzerRequest,
  EnforcementLevel,
  PolicyConfig,
} from "@pulumi/pulumi/proto/analyzer_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { type StackResource, urnOf } from "./policy-stack";

type Level = Lowercase<keyof typeof EnforcementLevel>;
type Call<Request, Response> = (request: Request, done: (error: ServiceError | null, response: Response) => void) => unknown;

const RUNNER = join(dirname(require.resolve("@pulumi/pulumi/package.json")), "cmd/run-policy-pack");

/** A policy pack in a process of its own, started as Pulumi starts it; this side is the engine's. */
export class PolicyServer {
  readonly #child: ChildProcess;
  readonly #client: AnalyzerClient;

  private constructor(child: ChildProcess, port: string) {
    this.#child = child;
    this.#client = new AnalyzerClient(`127.0.0.1:${port}`, credentials.createInsecure());
  }

  /** Starts the pack of a folder; its first line says the port. */
  static async start(folder: string): Promise<PolicyServer> {
    const child = spawn(process.execPath, [RUNNER, "127.0.0.1:1", "."], { cwd: resolve(folder), stdio: ["ignore", "pipe", "pipe"] });
    let [out, err] = ["", ""];
    child.stderr.on("data", (data: Buffer) => (err += data.toString()));
    const port = await new Promise<string>((done, fail) => {
      child.stdout.on("data", (data: Buffer) => {
        out += data.toString();
        if (out.includes("\n")) done(out.split("\n")[0] as string);
      });
      child.on("error", fail).on("exit", (code) => fail(new Error(`the pack ended with ${code}: ${out}${err}`)));
    });
    return new PolicyServer(child, port);
  }

  /** Ends it. */
  async stop(): Promise<void> {
    this.#client.close();
    const ended = new Promise((done) => this.#child.on("exit", done));
    this.#child.kill();
    await ended;
  }

  /** What the pack says of itself. */
  info(): Promise<AnalyzerInfo> {
    return call((request: Empty, done) => this.#client.getAnalyzerInfo(request, done), new Empty());
  }

  /** Configures it as `--policy-pack-config` does. */
  async configure(policies: Readonly<Record<string, { readonly level: Level; readonly [property: string]: unknown }>>): Promise<void> {
    const request = new ConfigureAnalyzerRequest();
    for (const [name, { level, ...properties }] of Object.entries(policies)) {
      const config = new PolicyConfig()
        .setEnforcementlevel(EnforcementLevel[level.toUpperCase() as keyof typeof EnforcementLevel])
        .setProperties(Struct.fromJavaScript(properties as never));
      request.getPolicyconfigMap().set(name, config);
    }
    await call((one: ConfigureAnalyzerRequest, done) => this.#client.configure(one, done), request);
  }

  /** Shows it a stack as an engine does, each resource by itself and then all: "<level> <policy> <type> <name>: <message>". */
  async analyze(stack: readonly StackResource[]): Promise<string[]> {
    const found: AnalyzeDiagnostic[] = [];
    for (const one of stack) {
      const request = new AnalyzeRequest()
        .setType(one.type)
        .setUrn(urnOf(one))
        .setName(one.name)
        .setOptions(optionsOf(one))
        .setProperties(struct(one.inputs));
      const response = await call<AnalyzeRequest, AnalyzeResponse>((sent, done) => this.#client.analyze(sent, done), request);
      // A policy of a single resource names none: the engine knows which it has sent.
      found.push(...response.getDiagnosticsList().map((diagnostic) => diagnostic.setUrn(urnOf(one))));
    }
    const resources = stack.map((one) =>
      new AnalyzerResource()
        .setType(one.type)
        .setUrn(urnOf(one))
        .setName(one.name)
        .setOptions(optionsOf(one))
        .setProperties(struct(one.outputs ?? one.inputs)),
    );
    const all = new AnalyzeStackRequest().setResourcesList(resources);
    const response = await call<AnalyzeStackRequest, AnalyzeResponse>((sent, done) => this.#client.analyzeStack(sent, done), all);
    return [...found, ...response.getDiagnosticsList()].map(line).sort();
  }
}

function line(diagnostic: AnalyzeDiagnostic): string {
  const [level] = Object.entries(EnforcementLevel).find(([, value]) => value === diagnostic.getEnforcementlevel()) ?? ["?"];
  const [, , types, name] = diagnostic.getUrn().split("::");
  // The description stands before the message, on a line of its own.
  const message = diagnostic.getMessage().replace(`${diagnostic.getDescription()}\n`, "");
  return `${level.toLowerCase()} ${diagnostic.getPolicyname()} ${types?.split("$").at(-1)} ${name}: ${message}`;
}

function optionsOf({ protect = false, ignoreChanges = [], secretOutputs = [] }: StackResource): AnalyzerResourceOptions {
  return new AnalyzerResourceOptions()
    .setProtect(protect)
    .setIgnorechangesList([...ignoreChanges])
    .setAdditionalsecretoutputsList([...secretOutputs]);
}

function struct(properties: object): Struct {
  return Struct.fromJavaScript(JSON.parse(JSON.stringify(properties)) as never);
}

function call<Request, Response>(send: Call<Request, Response>, request: Request): Promise<Response> {
  return new Promise((done, fail) => void send(request, (error, response) => (error ? fail(error) : done(response))));
}

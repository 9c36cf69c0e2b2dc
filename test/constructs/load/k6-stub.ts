import { runInNewContext } from "node:vm";
import { transformSync } from "@swc/core";

/** A request as k6 gets it. */
export interface Sent {
  readonly method: string;
  readonly url: string;
  readonly body: string | null;
  readonly params: { readonly headers: Record<string, string>; readonly tags: Record<string, string>; readonly [param: string]: unknown };
}

/** What a script did. */
export interface Run {
  readonly options: { readonly [option: string]: unknown };
  readonly sent: Sent[];
  /** What it slept after each request, in seconds. */
  readonly slept: number[];
  /** Whether each request failed. */
  readonly failed: boolean[];
  /** What was counted for each request, in milliseconds. */
  readonly latencies: number[];
  /** What was asked of each answer, and whether it held. */
  readonly checks: Record<string, boolean>[];
  /** What k6 calls before the first iteration. */
  readonly setup: () => void;
  readonly summarize: (data: object) => { stdout: string };
}

/** How the stub answers, and how long that takes. */
export interface Answers {
  readonly status?: number;
  readonly body?: string | null;
  readonly milliseconds?: number;
  /** What Math.random says, in turn. */
  readonly chances?: readonly number[];
}

/** Runs some iterations of a script, parsed as a module, with k6's modules replaced. */
export function runScript(script: string, iterations: number, answers: Answers = {}): Run {
  const { status = 200, body = null, milliseconds = 0, chances = [0] } = answers;
  const { code } = transformSync(script, {
    swcrc: false,
    jsc: { parser: { syntax: "ecmascript" }, target: "es2020" },
    module: { type: "commonjs" },
  });
  const run = {
    sent: [] as Sent[],
    slept: [] as number[],
    failed: [] as boolean[],
    latencies: [] as number[],
    checks: [] as Record<string, boolean>[],
  };
  let now = 0;
  let thrown = 0;
  const modules: Record<string, object> = {
    k6: {
      sleep: (seconds: number) => void run.slept.push(seconds),
      check: (response: object, checks: Record<string, (response: object) => boolean>) => {
        const held = Object.fromEntries(Object.entries(checks).map(([name, holds]) => [name, holds(response)]));
        run.checks.push(held);
        return Object.values(held).every(Boolean);
      },
    },
    "k6/http": {
      expectedStatuses: (...statuses: number[]) => ({ statuses }),
      request: (method: string, url: string, sent: string | null, params: Sent["params"]) => {
        run.sent.push({ method, url, body: sent, params });
        now += milliseconds;
        return { status, body, timings: { duration: milliseconds } };
      },
    },
    "k6/metrics": {
      Trend: class {
        add(duration: number): void {
          run.latencies.push(duration);
        }
      },
      Rate: class {
        add(failed: boolean): void {
          run.failed.push(failed);
        }
      },
    },
  };
  const exports: { default?: () => void; setup?: () => void; options?: Run["options"]; handleSummary?: Run["summarize"] } = {};
  const chance = (): number => chances[thrown++ % chances.length] ?? 0;
  const globals = {
    exports,
    require: (name: string) => modules[name],
    __ENV: { TARGET: "web.lecture.svc:80" },
    Date: { now: () => now },
  };
  runInNewContext(`Math.random = chance;\n${code}`, { ...globals, chance });
  for (let i = 0; i < iterations; i++) exports.default?.();
  const { options = {}, setup = () => undefined, handleSummary: summarize = () => ({ stdout: "" }) } = exports;
  return { ...run, options, setup, summarize };
}

import { execFile } from "node:child_process";
import { Interrupted } from "./interrupted";

/** A call of kubectl that failed: what it complained about, and what it printed all the same. */
export class KubectlError extends Error {
  readonly stdout: string;
  readonly stderr: string;
  /** Kubectl itself could not be started. */
  readonly missing: boolean;

  constructor(args: readonly string[], { stdout, stderr, cause }: { stdout: string; stderr: string; cause: NodeJS.ErrnoException }) {
    super(stderr.trim() || `kubectl ${args.join(" ")}: ${cause.message}`, { cause });
    this.name = "KubectlError";
    this.stdout = stdout;
    this.stderr = stderr;
    this.missing = cause.code === "ENOENT";
  }
}

/** One call of kubectl, beside its words. */
export interface KubectlCall {
  /** For its standard input. */
  readonly input?: string;
  /** Ends it early. */
  readonly signal?: AbortSignal;
}

/** Whatever can be asked as kubectl is asked. */
export interface IKubectl {
  /** What kubectl prints; rejects with a KubectlError. */
  run(args: readonly string[], call?: KubectlCall): Promise<string>;
  /** What kubectl prints, read as JSON. */
  json<T>(args: readonly string[], call?: KubectlCall): Promise<T>;
}

/** The user's kubectl, on one cluster. */
export class Kubectl implements IKubectl {
  readonly #options: readonly string[];

  /** @param context a context of the kubeconfig; without one, the current */
  constructor({ context }: { context?: string } = {}) {
    this.#options = context === undefined ? [] : ["--context", context];
  }

  /** What kubectl prints; rejects with a KubectlError. */
  run(args: readonly string[], { input, signal }: KubectlCall = {}): Promise<string> {
    return new Promise((resolve, reject) => {
      const child = execFile("kubectl", [...this.#options, ...args], { maxBuffer: 2 ** 28, signal }, (error, stdout, stderr) => {
        // Whoever presses Ctrl-C ends kubectl, too.
        if (error?.signal === "SIGINT") reject(new Interrupted());
        else if (error) reject(new KubectlError(args, { stdout, stderr, cause: error as NodeJS.ErrnoException }));
        else resolve(stdout);
      });
      // Whoever does not read its input to the end says why by itself.
      child.stdin?.on("error", () => undefined);
      child.stdin?.end(input);
    });
  }

  /** What kubectl prints, read as JSON. */
  async json<T>(args: readonly string[], call?: KubectlCall): Promise<T> {
    return JSON.parse(await this.run([...args, "-o", "json"], call)) as T;
  }
}

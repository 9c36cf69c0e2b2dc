import { type DefinitionSource } from "./definitions-source";
import { MOST_BYTES, refuseOthers, refuseSource } from "./definitions-sum";

/** Where Node looks for proxies, if at all. */
const PROXIES = ["https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY"];
const REMEDY = "or put the file into a folder and give `folder`";

/**
 * Fetches the file of a source: redirects are followed, compression on the way is undone.
 * @throws RefusedError in one line, whatever goes wrong on the way
 */
export async function download(source: DefinitionSource, timeoutMilliseconds: number): Promise<Uint8Array> {
  const { url } = source;
  const signal = AbortSignal.timeout(timeoutMilliseconds);
  let bytes: Uint8Array | undefined;
  try {
    const response = await fetch(url, { signal });
    if (!response.ok) {
      await response.body?.cancel();
      const status = `${response.status} ${response.statusText}`.trimEnd();
      refuseSource(source, `${url} answers ${status}; correct 'url', ${REMEDY}`);
    }
    bytes = await bodyOf(response);
  } catch (error) {
    if (signal.aborted) refuseSource(source, `${url} took longer than ${timeoutMilliseconds / 1000} s; give more \`timeout\`, ${REMEDY}`);
    // That is how fetch says everything that happens to a connection.
    if ((error as Error).name === "TypeError") refuseSource(source, `${url} cannot be fetched: ${causeOf(error as Error)}; ${remedy()}`);
    throw error;
  }
  if (!bytes) refuseSource(source, `${url} has more than ${MOST_BYTES / 1024 / 1024} MiB; pin a file with definitions alone`);
  refuseOthers(source, bytes, url);
  return bytes;
}

/** All bytes; undefined as soon as there are too many. */
async function bodyOf(response: Response): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > MOST_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function causeOf({ message, cause }: Error): string {
  // Of several addresses that all failed only the code is said.
  const { message: reason = "", code = "" } = (cause ?? {}) as { readonly message?: string; readonly code?: string };
  return reason || code || message;
}

function remedy(): string {
  const proxy = PROXIES.find((name) => process.env[name]);
  const ignored = proxy !== undefined && process.env["NODE_USE_ENV_PROXY"] !== "1";
  return ignored
    ? `${proxy} is set, but Node minds it only from version 24 on, with NODE_USE_ENV_PROXY=1; use that, ${REMEDY}`
    : `check the network, ${REMEDY}`;
}

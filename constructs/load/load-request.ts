/** What JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** The methods that requests can have. */
export const LOAD_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] as const;

/** One request, and what its answer must be. */
export interface LoadRequest {
  /** Path and query: "/articles?region=1". */
  readonly path: string;
  /** @default "GET" */
  readonly method?: (typeof LOAD_METHODS)[number];
  /**
   * What it is counted under, so that paths with many ids are one.
   * @default - method and path: "GET /"
   */
  readonly name?: string;
  /** @default - those of k6, and the type of the body */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Sent as JSON.
   * @default - none
   */
  readonly body?: Json;
  /** @default - status 200 */
  readonly expect?: ExpectedAnswer;
}

/** What an answer must be, or the request has failed. Redirections are answers, too: they are not followed. */
export interface ExpectedAnswer {
  /** @default 200 */
  readonly status?: number;
  /**
   * A text that the body contains.
   * @default - any body
   */
  readonly text?: string;
}

/** A request that is made in a share of all cases. */
export interface WeightedRequest extends LoadRequest {
  /** How often, beside the weights of the others: 9 and 1 are nine of ten and one of ten. */
  readonly weight: number;
}

/** Requests of which each time one is made, by chance. */
export interface RequestMix {
  readonly kind: "mix";
  readonly of: readonly WeightedRequest[];
}

/** What each user does: requests one after the other, again and again, or each time one of a mix. */
export type LoadRequests = readonly LoadRequest[] | RequestMix;

/** All requests, with a name each. */
export function namedRequests(requests: LoadRequests): (LoadRequest & { readonly name: string; readonly weight?: number })[] {
  const all: readonly (LoadRequest & { readonly weight?: number })[] = "kind" in requests ? requests.of : requests;
  return all.map((request) => ({ ...request, name: request.name ?? `${request.method ?? "GET"} ${request.path}` }));
}

import type { Checks } from "../core";
import { type LoadProfile, mostUsers } from "./load-profile";
import { LOAD_METHODS, type LoadRequest, type LoadRequests, namedRequests } from "./load-request";

/** Checks a profile: k6 would refuse it when the test starts, or run something else. */
export function checkProfile(check: Checks, profile: LoadProfile): void {
  const { description, stages, startUsers = 1, pace, thresholds } = profile;
  check.text("profile.description", description);
  check.integer("profile.startUsers", startUsers);
  if (check.must(stages.length > 0, "profile.stages", "at least one", stages)) {
    check.must(mostUsers(profile) !== 0, "profile.stages", "with users in at least one", "none");
  }
  for (const [index, { users, over }] of stages.entries()) {
    check.integer(`profile.stages[${index}].users`, users);
    check.must(over.toMilliseconds() >= 1, `profile.stages[${index}].over`, "longer than nothing", over.toHumanString());
  }
  check.must(pace.toMilliseconds() >= 1, "profile.pace", "longer than nothing", pace.toHumanString());
  for (const [index, { percentile, below }] of thresholds.latency.entries()) {
    const prop = `profile.thresholds.latency[${index}]`;
    check.must(percentile > 0 && percentile <= 100, `${prop}.percentile`, "above 0 and at most 100", percentile);
    check.must(below.toMilliseconds() >= 1, `${prop}.below`, "longer than nothing", below.toHumanString());
  }
  const { below } = thresholds.failures;
  check.must(
    below > 0 && below <= 1,
    "profile.thresholds.failures.below",
    "above 0 and at most 1",
    below,
    "it is a share: 0.001 is one of a thousand; no share is below 0",
  );
}

/** Checks what is requested. */
export function checkRequests(check: Checks, requests: LoadRequests): void {
  const all = namedRequests(requests);
  const at = "kind" in requests ? "requests.of" : "requests";
  check.must(all.length > 0, at, "at least one", all);
  const names = new Set<string>();
  for (const [index, request] of all.entries()) {
    const prop = `${at}[${index}]`;
    checkRequest(check, prop, request);
    const remedy = "what is counted together must be told apart; give each a name";
    check.must(!names.has(request.name), `${prop}.name`, "one that no other has", request.name, remedy);
    names.add(request.name);
    if (request.weight !== undefined) {
      check.must(request.weight > 0 && Number.isFinite(request.weight), `${prop}.weight`, "a number above 0", request.weight);
    }
  }
}

function checkRequest(check: Checks, prop: string, { path, method = "GET", name, headers = {}, body, expect = {} }: LoadRequest): void {
  // The rest of an address: no space, no fragment, which would not be sent.
  check.must(/^\/[^\s#]*$/.test(path), `${prop}.path`, "a path that begins with '/', without spaces and '#'", path);
  const known = check.oneOf(`${prop}.method`, method, LOAD_METHODS);
  if (name !== undefined) check.text(`${prop}.name`, name);
  for (const [header, value] of Object.entries(headers)) {
    check.must(/^[!#$%&'*+.^`|~\w-]+$/.test(header), `${prop}.headers`, "with names of HTTP headers", header);
    check.must(/^[\t\x20-\x7e\x80-\xff]*$/.test(value), `${prop}.headers`, "with values of one line", `${header}: ${value}`);
  }
  if (known) check.must(body === undefined || (method !== "GET" && method !== "HEAD"), `${prop}.body`, `nothing with ${method}`, body);
  if (expect.status !== undefined) check.integer(`${prop}.expect.status`, expect.status, { min: 100, max: 599 });
  if (expect.text !== undefined) {
    check.text(`${prop}.expect.text`, expect.text);
    check.must(method !== "HEAD", `${prop}.expect.text`, "nothing with HEAD, whose answers have no body", expect.text);
  }
}

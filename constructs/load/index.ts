// Load tests as data: who comes, what they ask for, how well they must be served. One name a line: see infra/build.mjs.
export { type LatencyThreshold, type LoadProfile, type LoadStage, type LoadThresholds, mostUsers, profileDuration } from "./load-profile";
export { STRESS, USUAL_DAY } from "./load-profiles";
export { type ExpectedAnswer, type Json, type LoadRequest, type LoadRequests, type RequestMix, type WeightedRequest } from "./load-request";
export { LoadTest, type LoadTestProps } from "./load-test";
export { type ScaleOptions, scaled } from "./scaled";

// What a program for the browser is told about keys and lists, by the types that are generated from
// the document. It is compiled, and not run.

import type { paths } from "./desk";

type NewKey = paths["/api/keys"]["post"]["requestBody"]["content"]["application/json"];
type MadeKey = paths["/api/keys"]["post"]["responses"][201]["content"]["application/json"];
type Keys = paths["/api/keys"]["get"]["responses"][200]["content"]["application/json"];
type Calls = paths["/api/opportunities"]["get"]["responses"][200]["content"]["application/json"];

export const forAnAgent: NewKey = { name: "Asha's desk", role: "agent", agents: ["4220"] };
export const forAManager: NewKey = { name: "The branch", role: "manager", agents: ["4220", "7"] };
export const forAll: NewKey = { name: "The head", role: "manager", agents: "*" };
export const forAnAdministrator: NewKey = { name: "The nightly import", role: "admin" };

// @ts-expect-error A key has a name.
export const withoutName: NewKey = { role: "agent", agents: ["4220"] };
// @ts-expect-error There is no such role.
export const withAnotherRole: NewKey = { name: "Asha's desk", role: "owner" };
// @ts-expect-error Agents are named by texts.
export const withNumbers: NewKey = { name: "Asha's desk", role: "agent", agents: [4220] };

export const shownOnce = (made: MadeKey): string => made.key;
export const working = (keys: Keys): string[] =>
    keys.filter((key) => key.state === "works").map((key) => key.key_id);
export const worth = (calls: Calls): number[] =>
    calls.map((call) => call.risk_score * call.potential_increase);

// The contract's types, under the names that the widget uses.
export type * from "../../../client/src/schema.ts";

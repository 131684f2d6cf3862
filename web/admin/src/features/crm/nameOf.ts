import type { CustomerListing } from "@client/schema";

/** What a customer is called: by name, else by address, else by the site's own id. */
export const nameOf = ({ name, email, external_id, id }: CustomerListing): string => name ?? email ?? external_id ?? id;

import { notifications } from "@mantine/notifications";
import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { codeOf } from "@/api/problem";
import { me } from "@/api/session";
import { describe } from "@/ui/failureText";

declare module "@tanstack/react-query" {
  interface Register {
    mutationMeta: {
      /** The component shows the problem itself. */
      shown?: boolean;
    };
  }
}

/** What the user may do has changed: the session is over, or wants a new password. */
const turnsAway = new Set<string | undefined>(["sign_in_required", "password_temporary"]);

/** Makes the cache of what the server said. turnedAway is called when it lets the user in no more. */
export function createAppQueryClient(turnedAway: () => void): QueryClient {
  const lookAgain = (error: unknown) => {
    if (!turnsAway.has(codeOf(error))) return false;
    client.removeQueries({ queryKey: me.queryKey });
    turnedAway();
    return true;
  };
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      // Who asked who is signed in deals with the answer.
      onError: (error, { queryKey }) => void (queryKey[1] !== me.queryKey[1] && lookAgain(error)),
    }),
    mutationCache: new MutationCache({
      onError: (error, _variables, _result, mutation) => {
        if (lookAgain(error) || mutation.meta?.shown) return;
        notifications.show({ color: "red", ...describe(error, document.documentElement.lang) });
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        // A refusal stays one; only what is busy or away is asked again.
        retry: (count, error) => count < 2 && [undefined, "unavailable"].includes(codeOf(error)),
      },
    },
  });
  return client;
}

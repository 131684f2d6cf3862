import { h, type JSX, type TargetedSubmitEvent } from "preact";
import type { RatingPrompt } from "../../shared/contract.ts";
import type { Texts } from "../texts/index.ts";
import type { Scene } from "../ui/scene.ts";
import { icon } from "./icons.tsx";

/** Asks how an ended conversation was, or shows what the visitor said. */
export function rating(s: Scene, { stars: { min, max }, tags }: RatingPrompt): JSX.Element {
  const { view, words, conversation, change, screen: { stars, tags: chosen, ratingFailed } } = s;
  if (view.rating) {
    const given = view.rating.stars;
    return (
      <p class="thanks" role="status">
        <span class="given" role="img" aria-label={nStars(s, given)}>{Array.from({ length: given }, () => icon("star", "solid"))}</span>
        {words("thanks")}
      </p>
    );
  }
  const submit = async (e: TargetedSubmitEvent<HTMLFormElement>): Promise<void> => {
    e.preventDefault();
    const feedback = String(new FormData(e.currentTarget).get("feedback")).trim();
    change({ ratingFailed: false });
    await conversation.rate({ stars, tags: [...chosen], ...(feedback && { feedback }) }).catch(() => change({ ratingFailed: true }));
  };
  return (
    <form class="rating" onSubmit={(e) => void submit(e)}>
      <fieldset>
        <legend>{words("rate")}</legend>
        <div class="stars">
          {Array.from({ length: max - min + 1 }, (_, i) => min + i).map((n) => (
            <label key={n} class={n <= stars ? "full" : ""}>
              <input type="radio" name="stars" value={n} checked={n === stars} aria-label={nStars(s, n)} onChange={() => change({ stars: n })} />
              {icon("star", n <= stars ? "solid" : "")}
            </label>
          ))}
        </div>
      </fieldset>
      {stars > 0 && tags.length > 0 && (
        <fieldset>
          <legend class="hidden">{words("what")}</legend>
          <div class="tags">
            {tags.map((tag) => (
              <label key={tag} dir="auto">
                <input type="checkbox" checked={chosen.includes(tag)}
                  onChange={(e) => change({ tags: e.currentTarget.checked ? [...chosen, tag] : chosen.filter((other) => other !== tag) })} />
                {translated(s, tag)}
              </label>
            ))}
          </div>
        </fieldset>
      )}
      {stars > 0 && <textarea name="feedback" rows={2} maxLength={2000} dir="auto" aria-label={words("feedback")} placeholder={words("feedback")} />}
      {ratingFailed && <p class="wrong" role="alert">{words("failed")}</p>}
      {stars > 0 && <button class="main wide">{words("submit")}</button>}
    </form>
  );
}

const nStars = ({ words }: Scene, n: number): string => words(n === 1 ? "star" : "stars", { n });

/** A tag: the product's own ones are translated, a site's are as written. */
function translated({ words }: Scene, tag: string): string {
  const key = `tag_${tag.toLowerCase().replace(/ /g, "_")}`;
  const text = words(key as keyof Texts);
  return text === key ? tag : text;
}

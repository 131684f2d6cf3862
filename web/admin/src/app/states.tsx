import { useTexts } from "@/app/language";
import { appTexts } from "@/app/texts";
import { Empty } from "@/ui/Empty";
import { ButtonLink } from "@/ui/links";

/** Stands at an address where nothing is. */
export function NotFound() {
  const texts = useTexts(appTexts);
  return (
    <main>
      <Empty order={1} title={texts.notFound} action={<Home />}>{texts.notFoundText}</Empty>
    </main>
  );
}

/** Stands where a screen is for other roles. */
export function Forbidden() {
  const texts = useTexts(appTexts);
  return <Empty order={1} title={texts.forbidden} action={<Home />}>{texts.forbiddenText}</Empty>;
}

function Home() {
  return <ButtonLink to="/" variant="default">{useTexts(appTexts).home}</ButtonLink>;
}

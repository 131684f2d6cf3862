import { useTexts } from "@/app/language";
import { importsTexts } from "@/features/imports/texts";
import { ButtonLink } from "@/ui/links";

/** Leads back to the guide that led to the imports: to its next step when something was imported. */
export function GuideLink({ site, imported = false }: { site: string; imported?: boolean }) {
  const texts = useTexts(importsTexts);
  return (
    <ButtonLink variant={imported ? "filled" : "default"} to="/start" search={{ site, step: imported ? "try" : "articles" }}>
      {imported ? texts.onWithGuide : texts.backToGuide}
    </ButtonLink>
  );
}

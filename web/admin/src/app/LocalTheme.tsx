import { MantineThemeProvider } from "@mantine/core";
import { type PropsWithChildren, useMemo } from "react";
import { useTexts } from "@/app/language";
import { uiTexts } from "@/ui/texts";

/** Names the buttons of Mantine that only show a sign, in the user's language. */
export function LocalTheme({ children }: PropsWithChildren) {
  const { close, showPassword } = useTexts(uiTexts);
  const theme = useMemo(() => ({
    components: {
      CloseButton: { defaultProps: { "aria-label": close } },
      PasswordInput: { defaultProps: { visibilityToggleFocusable: true, visibilityToggleButtonProps: { "aria-label": showPassword } } },
    },
  }), [close, showPassword]);
  return <MantineThemeProvider theme={theme} inherit>{children}</MantineThemeProvider>;
}

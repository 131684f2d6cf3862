import { Anchor, type AnchorProps, Button, type ButtonProps } from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import type { Ref } from "react";

/** A link in a text to another screen. */
export const AnchorLink = createLink((props: AnchorProps & { ref?: Ref<HTMLAnchorElement> }) => <Anchor {...props} />);

/** A link to another screen that looks like a button. */
export const ButtonLink = createLink((props: ButtonProps & { ref?: Ref<HTMLAnchorElement> }) => <Button component="a" {...props} />);

import type { FormEvent } from "react";

/**
 * Returns a handler that hands a form's fields over by their names. These
 * screens are the first that load, and too small for a library of forms.
 */
export const onSubmit = <Field extends string>(handle: (fields: Record<Field, string>) => void) => (event: FormEvent<HTMLFormElement>) => {
  event.preventDefault();
  handle(Object.fromEntries(new FormData(event.currentTarget)) as Record<Field, string>);
};

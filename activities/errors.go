package activities

import (
	"go.temporal.io/sdk/temporal"

	"github.com/innconnect/innconnect/internal/chat"
)

// coded stops retries of failures that trying again cannot mend: those with a
// code of the domain. Everything else is retried by the workflow's policy.
func coded(err error) error {
	switch code := chat.CodeOf(err); code {
	case "", chat.CodeInternal, chat.CodeUnavailable:
		return err
	default:
		return temporal.NewNonRetryableApplicationError(err.Error(), string(code), nil)
	}
}

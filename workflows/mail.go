package workflows

import (
	"context"
	"errors"
	"fmt"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/innconnect/innconnect/activities"
	"github.com/innconnect/innconnect/internal/chat"
)

// MailWorkflowID names the workflow that sends a mail.
func MailWorkflowID(mailID string) string { return "mail:" + mailID }

// mailing is never called: it lets the compiler check inputs and results.
var mailing *activities.Mailing

// Time-outs and retries of a mail. A provider that is away for a day has lost
// it; staff can have it sent again.
var (
	sendMailOptions = workflow.ActivityOptions{
		StartToCloseTimeout:    90 * time.Second,
		HeartbeatTimeout:       10 * time.Second, // a worker that died
		ScheduleToCloseTimeout: 24 * time.Hour,
		RetryPolicy: &temporal.RetryPolicy{
			InitialInterval: 5 * time.Second,
			MaximumInterval: 15 * time.Minute,
			MaximumAttempts: 200, // more than fit into the day; Retry-After can be short
		},
	}
	giveUpOptions = workflow.ActivityOptions{
		StartToCloseTimeout: 10 * time.Second,
		RetryPolicy:         &temporal.RetryPolicy{InitialInterval: time.Second, MaximumInterval: time.Minute},
	}
)

// MailInput names a mail and says what it is about.
type MailInput struct {
	activities.MailKey
	Kind chat.MailKind
}

// Mail sends one mail, or marks it as failed. Neither outcome is an error of
// the workflow: the mail's row says what became of it.
func Mail(ctx workflow.Context, in MailInput) (activities.MailAttempted, error) {
	var out activities.MailAttempted
	err := workflow.ExecuteActivity(workflow.WithActivityOptions(ctx, sendMailOptions), mailing.SendMail, in.MailKey).Get(ctx, &out)
	if temporal.IsCanceledError(err) {
		return out, err
	}
	details := fmt.Sprintf("%s at attempt %d", out.Status, out.Attempts)
	if err != nil {
		out.Status, details = chat.MailFailed, "given up: "+reason(err)
		err = workflow.ExecuteActivity(workflow.WithActivityOptions(ctx, giveUpOptions), mailing.GiveUpMail, in.MailKey).Get(ctx, nil)
	}
	workflow.SetCurrentDetails(ctx, details)
	measureMail(ctx, in.Kind, out.Status)
	return out, err
}

// reason is the text of the activity's own failure.
func reason(err error) string {
	var app *temporal.ApplicationError
	if errors.As(err, &app) {
		return app.Message()
	}
	return err.Error()
}

// Post reaches the workflows that send mails.
type Post struct{ temporal client.Client }

// NewPost uses an open connection to Temporal.
func NewPost(temporal client.Client) *Post { return &Post{temporal: temporal} }

// Start has a queued mail sent. It returns at once, and changes nothing while
// the mail's workflow runs.
func (p *Post) Start(ctx context.Context, m chat.Mail) error {
	_, err := p.temporal.ExecuteWorkflow(ctx, client.StartWorkflowOptions{
		ID:                       MailWorkflowID(m.ID),
		TaskQueue:                TaskQueue,
		WorkflowIDReusePolicy:    enumspb.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE, // staff sent a failed mail again
		WorkflowIDConflictPolicy: enumspb.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING,
		StaticSummary:            "Mail: " + string(m.Kind),
	}, Mail, MailInput{MailKey: activities.MailKey{SiteID: m.SiteID, MailID: m.ID}, Kind: m.Kind})
	return failure("start mail", err)
}

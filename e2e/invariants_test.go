package e2e

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/workflowservice/v1"

	"github.com/innconnect/innconnect/client"
	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/workflows"
)

// said is what a visitor was told was accepted.
type said struct {
	session   client.Session
	clientIDs []string
}

// verify holds what must be true of every conversation when the faults are
// over, whatever happened before: each accepted message is stored once and
// answered or escalated once, events tell the same as the transcript, and no
// workflow is stuck. It waits until nothing is on its way.
func (s *stack) verify(all []said) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 3*ready)
	defer cancel()
	var db *pgx.Conn
	require.Eventually(s.t, func() (up bool) {
		var err error
		db, err = pgx.Connect(ctx, s.databaseURL)
		return err == nil
	}, ready, 100*time.Millisecond, "the database is not back")
	defer db.Close(context.Background())
	s.waitReady()
	require.Eventually(s.t, func() bool {
		return count(s, db, `select count(*) from messages where role = 'visitor' and not handled`) == 0
	}, 2*ready, 200*time.Millisecond, "a message waits for an answer")

	for name, query := range map[string]string{
		"a turn was answered twice": `
			select count(*) from (select from messages where turn_id is not null group by site_id, session_id, turn_id having count(*) > 1) t`,
		"a message was neither answered nor kept for a person": `
			select count(*) from messages m join sessions s on s.site_id = m.site_id and s.id = m.session_id
			where m.role = 'visitor' and m.reply_id is null and s.escalation_reason is null and s.status <> 'closed'`,
		"an answer that answers nothing": `
			select count(*) from messages a where a.role = 'assistant' and a.turn_id is not null and not exists (
			    select from messages q where q.site_id = a.site_id and q.session_id = a.session_id and q.reply_id = a.id)`,
		"an answer stands before its question": `
			select count(*) from messages q join messages a on a.site_id = q.site_id and a.id = q.reply_id where a.seq < q.seq`,
		"messages are not numbered 1, 2, …": `
			select count(*) from (select from messages group by site_id, session_id having max(seq) <> count(*)) t`,
		"events are not numbered 1, 2, …": `
			select count(*) from (select from session_events group by site_id, session_id having max(seq) <> count(*)) t`,
		"events and messages differ": `
			select count(*) from (
			    select m.id, row_number() over (partition by m.session_id order by m.seq) n, 'transcript' from messages m
			    except
			    select e.message_id, row_number() over (partition by e.session_id order by e.seq), 'transcript'
			    from session_events e where e.kind = 'message') t`,
	} {
		require.Zero(s.t, count(s, db, query), name)
	}
	for _, v := range all {
		history := s.history(v.session)
		for _, id := range v.clientIDs {
			stored := 0
			for _, m := range history {
				if m.ClientMessageID != nil && *m.ClientMessageID == id {
					stored++
				}
			}
			require.Equal(s.t, 1, stored, "accepted message %s of session %s", id, v.session.ID)
		}
	}
	s.verifyWorkflows(ctx, all)
}

func count(s *stack, db *pgx.Conn, query string) (n int) {
	s.t.Helper()
	require.NoError(s.t, db.QueryRow(context.Background(), query).Scan(&n))
	return n
}

// verifyWorkflows holds that none failed and that none believes that a message
// waits.
func (s *stack) verifyWorkflows(ctx context.Context, all []said) {
	s.t.Helper()
	failed, err := s.temporal.CountWorkflow(ctx, &workflowservice.CountWorkflowExecutionsRequest{
		Query: "ExecutionStatus in ('Failed', 'Terminated', 'TimedOut')"})
	require.NoError(s.t, err)
	require.Zero(s.t, failed.Count, "a workflow failed")
	for _, v := range all {
		id := workflows.SessionWorkflowID(v.session.ID)
		require.Eventually(s.t, func() bool {
			d, err := s.temporal.DescribeWorkflowExecution(ctx, id, "")
			if err != nil {
				return false
			}
			if d.WorkflowExecutionInfo.Status == enumspb.WORKFLOW_EXECUTION_STATUS_COMPLETED {
				return true
			}
			var state workflows.SessionState
			answer, err := s.temporal.QueryWorkflow(ctx, id, "", "state")
			return err == nil && answer.Get(&state) == nil && len(state.Pending) == 0 && d.PendingWorkflowTask.GetAttempt() <= 1
		}, ready, 200*time.Millisecond, "workflow %s is stuck", id)
	}
}

// answeredOnce tells how many of the messages have exactly one answer.
func (s *stack) answeredOnce(all []said) (n int) {
	s.t.Helper()
	for _, v := range all {
		history := s.history(v.session)
		replies := map[string]int{}
		for _, m := range history {
			if m.Role == client.MessageRoleAssistant {
				replies[m.ID]++
			}
		}
		for _, m := range history {
			if string(m.Role) == string(chat.RoleVisitor) && m.ReplyID != nil && replies[*m.ReplyID] == 1 {
				n++
			}
		}
	}
	return n
}

// fault is a row of the table that TestFaults prints.
type fault struct{ name, promised, found string }

func (f fault) String() string { return fmt.Sprintf("| %s | %s | %s |", f.name, f.promised, f.found) }

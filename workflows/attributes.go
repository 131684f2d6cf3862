package workflows

import (
	"context"
	"errors"
	"fmt"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/operatorservice/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/innconnect/innconnect/internal/chat"
)

// The search attributes by which an operator finds conversations in Temporal,
// all of type Keyword. They hold ids and states, nothing of a person. Names are
// part of running histories: add, never rename.
var (
	attributeSite   = temporal.NewSearchAttributeKeyKeyword("SiteID")
	attributeStatus = temporal.NewSearchAttributeKeyKeyword("ChatStatus")
	attributeReason = temporal.NewSearchAttributeKeyKeyword("EscalationReason")
	attributeAgent  = temporal.NewSearchAttributeKeyKeyword("AgentID")
)

// indexed is what the search attributes say.
type indexed struct {
	Status  chat.Status
	Reason  chat.Reason // "" before any escalation
	AgentID string      // "" while no person speaks
}

// changeIndexed is the change that brought the search attributes. A run that
// began before it stays without them.
const changeIndexed = "search-attributes"

// index keeps the search attributes true.
func (s *session) index(ctx workflow.Context) {
	now := indexed{Status: s.Status, Reason: s.Reason, AgentID: s.AgentID}
	if now == s.Indexed || workflow.GetVersion(ctx, changeIndexed, workflow.DefaultVersion, 1) == workflow.DefaultVersion {
		return
	}
	err := workflow.UpsertTypedSearchAttributes(ctx,
		attributeSite.ValueSet(s.in.SiteID),
		attributeStatus.ValueSet(string(now.Status)),
		setOrUnset(attributeReason, string(now.Reason)),
		setOrUnset(attributeAgent, now.AgentID))
	if err != nil { // operators find the conversation by its id
		workflow.GetLogger(ctx).Warn("keep search attributes", "session_id", s.in.SessionID, "error", err)
		return
	}
	s.Indexed = now
}

func setOrUnset(key temporal.SearchAttributeKeyKeyword, value string) temporal.SearchAttributeUpdate {
	if value == "" {
		return key.ValueUnset()
	}
	return key.ValueSet(value)
}

const (
	attributesPatience = 30 * time.Second
	attributesPause    = 100 * time.Millisecond
	attributesSettle   = 3 * time.Second // all of the server's parts look for new ones every 2 s
)

// EnsureSearchAttributes registers the search attributes in a namespace and
// returns when the server knows them. Workflows cannot go on without. On a
// service that lets no client register them, such as Temporal Cloud, the error
// says what an administrator has to do once.
func EnsureSearchAttributes(ctx context.Context, c client.Client, namespace string) error {
	ctx, cancel := context.WithTimeout(ctx, attributesPatience)
	defer cancel()
	if attributesKnown(ctx, c) == nil {
		return nil
	}
	types := map[string]enumspb.IndexedValueType{}
	for _, key := range []temporal.SearchAttributeKeyKeyword{attributeSite, attributeStatus, attributeReason, attributeAgent} {
		types[key.GetName()] = enumspb.INDEXED_VALUE_TYPE_KEYWORD
	}
	_, err := c.OperatorService().AddSearchAttributes(ctx, &operatorservice.AddSearchAttributesRequest{
		Namespace: namespace, SearchAttributes: types,
	})
	if err != nil {
		return fmt.Errorf("register search attributes: %w (an administrator of the Temporal service can create %s, %s, %s and %s in namespace %s, each of type Keyword)",
			err, attributeSite.GetName(), attributeStatus.GetName(), attributeReason.GetName(), attributeAgent.GetName(), namespace)
	}
	for {
		err := attributesKnown(ctx, c)
		var unknown *serviceerror.InvalidArgument
		if !errors.As(err, &unknown) {
			return errors.Join(err, pause(ctx, attributesSettle))
		}
		if pause(ctx, attributesPause) != nil {
			return fmt.Errorf("wait for search attributes: %w", err)
		}
	}
}

// pause waits, or returns the error of a context that ends first.
func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// attributesKnown asks a question that uses all of them.
func attributesKnown(ctx context.Context, c client.Client) error {
	_, err := c.CountWorkflow(ctx, &workflowservice.CountWorkflowExecutionsRequest{Query: fmt.Sprintf(
		"%s = '' and %s = '' and %s = '' and %s = ''",
		attributeSite.GetName(), attributeStatus.GetName(), attributeReason.GetName(), attributeAgent.GetName())})
	if err != nil {
		return fmt.Errorf("ask for search attributes: %w", err)
	}
	return nil
}

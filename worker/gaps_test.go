package worker_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
	"github.com/innconnect/innconnect/internal/store/storetest"
	"github.com/innconnect/innconnect/worker"
)

// vectors are what an embedding service makes of texts; it is away for others.
type vectors map[string][]float32

func (vectors) Model() string { return "test" }

func (v vectors) EmbedQuery(_ context.Context, text string) ([]float32, error) {
	if found := v[text]; found != nil {
		return found, nil
	}
	return nil, errors.New("away")
}

func TestQuestionsOfOneMeaningAreOneGapWhateverTheirWords(t *testing.T) {
	st := storetest.New(t)
	ctx := context.Background()
	site := storetest.Site(t, st)
	admin, err := st.CreateUser(ctx, store.NewUser{Email: "ann@example.org", Password: "correct horse", Role: chat.UserAdmin})
	require.NoError(t, err)
	keeper := worker.GapKeeper{Gaps: st, Log: slog.New(slog.DiscardHandler), Embedder: vectors{
		"Where do I charge my car?": {1, 0, 0}, "Any plug for an electric vehicle?": {0.95, 0.3, 0}, "Do you sell vouchers?": {0, 0, 1}}}
	for _, question := range []string{"Where do I charge my car?", "Any plug for an electric vehicle?", "Do you sell vouchers?", "Do you sell a voucher?"} {
		session, err := st.CreateSession(ctx, store.NewSession{SiteID: site.ID})
		require.NoError(t, err)
		m, _, err := st.AddVisitorMessage(ctx, store.NewVisitorMessage{SiteID: site.ID, SessionID: session.ID, ClientMessageID: uuid.NewString(), Content: question})
		require.NoError(t, err)
		_, err = st.Escalate(ctx, chat.Escalation{TurnKey: chat.TurnKey{SiteID: site.ID, SessionID: session.ID, TurnID: m.ID},
			Reason: chat.ReasonMissingKnowledge, Notice: chat.Reply{Role: chat.RoleAssistant, Content: "A colleague comes."}})
		require.NoError(t, err)
		require.NoError(t, keeper.Once(ctx))
	}
	gaps, _, err := st.ListGaps(ctx, admin.ID, store.GapFilter{SiteID: site.ID, From: time.Now().Add(-time.Hour), To: time.Now().Add(time.Hour), Limit: 10})
	require.NoError(t, err)
	require.Len(t, gaps, 2, "by vectors; by words where the service is away")
	require.Equal(t, []int{2, 2}, []int{gaps[0].Questions, gaps[1].Questions})
}

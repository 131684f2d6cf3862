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

// unanswered has a visitor ask what the articles do not answer, and leave.
func unanswered(t *testing.T, st *store.Store, siteID, email, question string) chat.Session {
	t.Helper()
	ctx := context.Background()
	session, err := st.CreateSession(ctx, store.NewSession{SiteID: siteID, VisitorEmail: email})
	require.NoError(t, err)
	m, _, err := st.AddVisitorMessage(ctx, store.NewVisitorMessage{SiteID: siteID, SessionID: session.ID, ClientMessageID: uuid.NewString(), Content: question})
	require.NoError(t, err)
	_, err = st.Escalate(ctx, chat.Escalation{TurnKey: chat.TurnKey{SiteID: siteID, SessionID: session.ID, TurnID: m.ID},
		Reason: chat.ReasonMissingKnowledge, Notice: chat.Reply{Role: chat.RoleAssistant, Content: "A colleague comes."}})
	require.NoError(t, err)
	_, err = st.CloseSession(ctx, chat.Ending{SiteID: siteID, SessionID: session.ID, By: chat.EndedByErasure})
	require.NoError(t, err)
	return session
}

func TestErasingACustomerTakesTheirQuestionsFromTheGaps(t *testing.T) {
	st := storetest.New(t)
	ctx := context.Background()
	site := storetest.Site(t, st)
	admin, err := st.CreateUser(ctx, store.NewUser{Email: "admin@example.org", Password: "correct horse", Role: chat.UserAdmin})
	require.NoError(t, err)
	near, far := []float32{1, 0, 0}, []float32{0.9, 0.436, 0}
	keeper := worker.GapKeeper{Gaps: st, Log: slog.New(slog.DiscardHandler), Embedder: vectors{
		"Ana's zebrafinch: where to charge a car?": near, "Any plug for an electric vehicle?": far, "Charger?": {0.6, 0.8, 0}, "Zebrafinch vouchers?": {0, 0, 1}}}
	list := func() (questions []int, texts string) {
		t.Helper()
		gaps, _, err := st.ListGaps(ctx, admin.ID, store.GapFilter{SiteID: site.ID, From: time.Now().Add(-time.Hour), To: time.Now().Add(time.Hour), Limit: 10})
		require.NoError(t, err)
		for _, g := range gaps {
			questions = append(questions, g.Questions)
			for _, e := range g.Examples {
				texts += e.Text + "\n"
			}
		}
		return questions, texts
	}
	for _, asked := range [][2]string{
		{"ana@example.org", "Ana's zebrafinch: where to charge a car?"}, {"bo@example.org", "Any plug for an electric vehicle?"}, {"ana@example.org", "Zebrafinch vouchers?"},
	} {
		unanswered(t, st, site.ID, asked[0], asked[1])
		require.NoError(t, keeper.Once(ctx))
	}
	questions, texts := list()
	require.Equal(t, []int{2, 1}, questions)
	require.Contains(t, texts, "zebrafinch")

	late := unanswered(t, st, site.ID, "ana@example.org", "Zebrafinch at breakfast?")
	listed, err := st.ListQueuedQuestions(ctx, 10)
	require.NoError(t, err)
	require.Equal(t, late.ID, listed[0].SessionID)
	ana, err := st.FindSession(ctx, site.ID, late.ID)
	require.NoError(t, err)
	require.NoError(t, st.EraseCustomer(ctx, store.CustomerKey{UserID: admin.ID, CustomerID: ana.CustomerID}))
	questions, texts = list()
	require.Equal(t, []int{1}, questions)
	require.Equal(t, "Any plug for an electric vehicle?\n", texts)

	// A worker that had read the question before it was erased.
	probe := chat.GapProbe{Language: "en", Terms: chat.TermWeights{7: 1}}
	require.NoError(t, st.SettleQuestion(ctx, listed[0], probe, func([]chat.GapLikeness) string { return "" }))
	require.NoError(t, keeper.Once(ctx))
	questions, _ = list()
	require.Equal(t, []int{1}, questions)

	unanswered(t, st, site.ID, "cy@example.org", "Charger?")
	require.NoError(t, keeper.Once(ctx))
	questions, texts = list()
	require.Equal(t, []int{2}, questions, "the gap is compared by what another asked in it")
	require.NotContains(t, texts, "ebrafinch")
}

func TestAFailureThatIsTakenBackWhileAWorkerLooksIsNoGap(t *testing.T) {
	st := storetest.New(t)
	ctx := context.Background()
	site := storetest.Site(t, st)
	unanswered(t, st, site.ID, "", "Is there a pool?")
	listed, err := st.ListQueuedQuestions(ctx, 10)
	require.NoError(t, err)
	stale := listed[0]
	stale.QueuedAt = stale.QueuedAt.Add(-time.Second) // it was queued anew since
	probe := chat.GapProbe{Language: "en", Terms: chat.TermWeights{7: 1}}
	require.NoError(t, st.SettleQuestion(ctx, stale, probe, func([]chat.GapLikeness) string { return "" }))
	again, err := st.ListQueuedQuestions(ctx, 10)
	require.NoError(t, err)
	require.Equal(t, listed, again, "it is looked at again")
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
		unanswered(t, st, site.ID, "", question)
		require.NoError(t, keeper.Once(ctx))
	}
	gaps, _, err := st.ListGaps(ctx, admin.ID, store.GapFilter{SiteID: site.ID, From: time.Now().Add(-time.Hour), To: time.Now().Add(time.Hour), Limit: 10})
	require.NoError(t, err)
	require.Len(t, gaps, 2, "by vectors; by words where the service is away")
	require.Equal(t, []int{2, 2}, []int{gaps[0].Questions, gaps[1].Questions})
}

package e2e

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/innconnect/innconnect/client"
	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/llm/llmtest"
)

// TestAPersonAndTheAssistantNeverBothSpeak has visitors and staff do at random
// what they can do, several at once, each thing sometimes twice, while workers
// are killed, and then reads the events of each conversation: nobody speaks
// without the right to, nothing is said twice, nothing is lost, and the order is
// kept.
//
// HANDS_SEED repeats the choices of a run, HANDS_ROUNDS plays more of them.
func TestAPersonAndTheAssistantNeverBothSpeak(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	if n, err := strconv.ParseUint(os.Getenv("HANDS_SEED"), 10, 64); err == nil {
		seed = n
	}
	rounds, err := strconv.Atoi(os.Getenv("HANDS_ROUNDS"))
	if err != nil {
		rounds = 1
	}
	s := prepareStack(t)
	s.env = append(s.env, "INNCONNECT_TURNS_PER_RUN=5") // new runs while hands change
	s.start("api")
	s.waitReady()
	s.importArticles(map[string]string{"pets": petsArticle, "parking": parkingArticle})
	s.useModel(llmtest.After(300*time.Millisecond, llmtest.Grounded))
	s.run("site", "update", "--id", s.site.ID, "--keyword", "refund", "--limit-messages", "0", "--limit-sessions", "0", "--agent-lease", "10s",
		"--alert-again", "10s", "--supervisors", "10s", "--tell-visitor", "10s") // the least
	h := &hands{s.people("Ann", "Bob")}
	for round := range rounds {
		t.Logf("HANDS_SEED=%d", seed+uint64(round))
		h.play(seed+uint64(round), 6)
	}
}

// hands are those of visitors and staff.
type hands struct{ *people }

// play has n conversations go on at once while workers are killed.
func (h *hands) play(seed uint64, n int) {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 3*ready)
	defer cancel()
	playing, over := context.WithCancel(ctx)
	var workers errgroup.Group
	workers.Go(func() error { h.killWorkers(playing, rand.New(rand.NewPCG(seed, 0))); return nil })
	var talks errgroup.Group
	all := make([]*dialogue, n)
	for i := range all {
		all[i] = &dialogue{hands: h, session: h.newSession(), random: rand.New(rand.NewPCG(seed, uint64(i+1)))}
		talks.Go(func() error { return all[i].play(ctx) })
	}
	err := talks.Wait()
	over()
	require.NoError(h.t, workers.Wait())
	require.NoError(h.t, err)
	last := h.start("worker")
	defer func() { last.kill(h.t) }()
	accepted := make([]said, n)
	for i, d := range all {
		accepted[i] = said{d.session, d.asked}
	}
	h.verify(accepted)
	for _, d := range all {
		d.check(ctx)
	}
}

// killWorkers lets one worker after the other live for a moment.
func (h *hands) killWorkers(ctx context.Context, random *rand.Rand) {
	for ctx.Err() == nil {
		w := h.start("worker")
		select { // the pace of the faults, nothing is waited for
		case <-ctx.Done():
		case <-time.After(3*time.Second + time.Duration(random.IntN(2000))*time.Millisecond):
		}
		w.kill(h.t)
	}
}

// dialogue is one conversation of the play.
type dialogue struct {
	*hands
	session client.Session
	random  *rand.Rand

	mu      sync.Mutex
	asked   []string // client ids of the visitor's messages that were accepted
	replied []string // and of the agents'
}

const deeds = 18 // in one dialogue

// play does things at random, each without waiting for the one before.
func (d *dialogue) play(ctx context.Context) error {
	var doing errgroup.Group
	for i := range deeds {
		do := d.choose(strconv.Itoa(i))
		times := 1 + d.random.IntN(5)/4 // now and then twice at once, as retries are
		pause := time.Duration(d.random.IntN(600)) * time.Millisecond
		for range times {
			doing.Go(func() error { return do(ctx) })
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
		}
	}
	return doing.Wait()
}

// choose returns what is done next. The id names it.
func (d *dialogue) choose(id string) func(context.Context) error {
	agent := d.in(d.session, d.random.IntN(len(d.ids)))
	switch n := d.random.IntN(100); {
	case n < 40:
		words := []string{"Can I bring my dog?", "How much is parking per night?", "What is the capital of France?", "Thanks!", "I want a refund"}
		text := words[min(d.random.IntN(12)/2, len(words)-1)]
		return func(ctx context.Context) error {
			err := d.insist(ctx, d.session, id, text)
			return d.note(&d.asked, id, err)
		}
	case n < 60:
		return d.doneTwice(d.store.TakeOver, d.talk.TakeOver, agent)
	case n < 78:
		return func(ctx context.Context) error { return d.note(&d.replied, id, d.reply(ctx, agent, id, "Hello.")) }
	case n < 90:
		return d.doneTwice(d.store.HandBack, d.talk.HandBack, agent)
	case n < 94:
		to := d.ids[d.random.IntN(len(d.ids))]
		return d.wanted(func(ctx context.Context) error { return d.talk.Transfer(ctx, chat.Transfer{AgentKey: agent, ToID: to}) })
	case n < 98:
		return d.wanted(func(ctx context.Context) error { return d.talk.AskForPerson(ctx, d.site.ID, d.session.ID) })
	default:
		return d.wanted(func(ctx context.Context) error {
			return d.talk.End(ctx, chat.Ending{SiteID: d.site.ID, SessionID: d.session.ID, By: chat.EndedByAgent, AgentID: agent.AgentID})
		})
	}
}

// doneTwice changes hands, now and then in a worker that dies before its workflow
// knows, so that another one does it again.
func (d *dialogue) doneTwice(step func(context.Context, chat.AgentKey) (chat.Standing, error),
	update func(context.Context, chat.AgentKey) error, who chat.AgentKey) func(context.Context) error {
	dies, after := d.random.IntN(2) == 0, time.Duration(d.random.IntN(600))*time.Millisecond
	again := d.wanted(func(ctx context.Context) error { return update(ctx, who) })
	return func(ctx context.Context) error {
		if !dies {
			return again(ctx)
		}
		if _, err := step(ctx, who); err != nil {
			return d.refusable(err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(after):
			return again(ctx)
		}
	}
}

// wanted does something again and again while no worker does it.
func (d *dialogue) wanted(do func(context.Context) error) func(context.Context) error {
	return func(ctx context.Context) error {
		for {
			err := do(ctx)
			if chat.CodeOf(err) != chat.CodeUnavailable || ctx.Err() != nil {
				return d.refusable(err)
			}
		}
	}
}

// note keeps the id of a message that was accepted.
func (d *dialogue) note(ids *[]string, id string, err error) error {
	if err == nil {
		d.mu.Lock()
		defer d.mu.Unlock()
		if !slices.Contains(*ids, id) {
			*ids = append(*ids, id)
		}
		return nil
	}
	return d.refusable(err)
}

// refusable passes over what may be refused: the session has ended or is in
// other hands.
func (d *dialogue) refusable(err error) error {
	var p *client.Problem
	if errors.As(err, &p) && p.Code == client.ErrorCodeSessionClosed {
		return nil
	}
	switch chat.CodeOf(err) {
	case chat.CodeSessionClosed, chat.CodeAlreadyTaken, chat.CodeNotTaken:
		return nil
	}
	return err
}

// check reads what the visitor was told.
func (d *dialogue) check(ctx context.Context) {
	d.t.Helper()
	events, err := d.store.ListEvents(ctx, d.site.ID, d.session.ID, 0, 10_000)
	require.NoError(d.t, err)
	where := func(i int) string { return fmt.Sprintf("event %d of session %s", i+1, d.session.ID) }
	holder, closed := "", false
	var previous int64 // of messages
	replies, agents, seen := map[string]int{}, map[string]int{}, map[string]bool{}
	for i, e := range events {
		require.EqualValues(d.t, i+1, e.Seq, where(i))
		require.False(d.t, closed && e.Kind != chat.EventRatingPrompt, "%s: the conversation had ended", where(i))
		switch e.Kind {
		case chat.EventAgentJoined:
			holder = e.Data.AgentName
		case chat.EventAgentLeft:
			require.Equal(d.t, holder, e.Data.AgentName, where(i))
			holder = ""
		case chat.EventStatus:
			closed = e.Data.Status == chat.StatusClosed
		case chat.EventMessage:
			m := e.Message
			require.EqualValues(d.t, previous+1, m.Seq, "%s: messages are told in their order", where(i))
			require.False(d.t, seen[m.ID], "%s: told twice", where(i))
			previous, seen[m.ID] = m.Seq, true
			switch m.Role {
			case chat.RoleAssistant, chat.RoleSystem:
				require.Empty(d.t, holder, "%s: the product spoke while a person had the conversation", where(i))
				replies[m.ID]++
			case chat.RoleAgent:
				require.Equal(d.t, holder, m.AgentName, "%s: a person spoke without having the conversation", where(i))
				agents[m.ClientMessageID]++
			case chat.RoleVisitor:
				if m.ReplyID != "" {
					require.False(d.t, seen[m.ReplyID], "%s: answered before it was asked", where(i))
				}
			}
		}
	}
	for _, id := range d.replied {
		require.Equal(d.t, 1, agents[id], "message %s of an agent in session %s", id, d.session.ID)
	}
	d.checkUnanswered(ctx, closed)
}

// checkUnanswered holds that the assistant has answered what it has to answer.
func (d *dialogue) checkUnanswered(ctx context.Context, closed bool) {
	d.t.Helper()
	if closed {
		return // what had no answer by then has none
	}
	now, err := d.store.FindStanding(ctx, d.site.ID, d.session.ID)
	require.NoError(d.t, err)
	if now.Status != chat.StatusActive {
		return // a person will
	}
	db, err := pgx.Connect(ctx, d.databaseURL)
	require.NoError(d.t, err)
	defer db.Close(ctx)
	var unanswered int
	const query = `
		select count(*) from messages m join sessions s on s.site_id = m.site_id and s.id = m.session_id
		where s.site_id = $1 and s.id = $2 and m.role = 'visitor' and m.reply_id is null and m.seq > s.agent_seen_seq`
	require.NoError(d.t, db.QueryRow(ctx, query, d.site.ID, d.session.ID).Scan(&unanswered))
	require.Zero(d.t, unanswered, "session %s is the assistant's, and nobody has read these", d.session.ID)
}

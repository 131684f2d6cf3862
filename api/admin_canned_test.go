package api

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCannedRepliesAreTheSitesOwn(t *testing.T) {
	r := newRound(t)
	path := "/api/admin/sites/" + r.site.ID + "/canned-replies"
	a := r.ana("POST", path, NewCannedReply{Shortcut: "hello", Content: "Hello {{visitor_name|there}}"})
	require.Equal(t, 201, a.StatusCode, "%s", a.body)
	var made CannedReply
	a.into(t, &made)
	require.Equal(t, "invalid_request", r.ben("POST", path, NewCannedReply{Shortcut: "hello", Content: "Hi"}).code(t))
	require.Equal(t, "invalid_request", r.ben("POST", path, NewCannedReply{Shortcut: "hi", Content: "{{password}}"}).code(t))
	a = r.ben("PUT", path+"/"+made.ID, NewCannedReply{Shortcut: "hello", Content: "Hi"})
	require.Equal(t, 200, a.StatusCode, "%s", a.body)
	var page CannedReplyPage
	r.ana("GET", path+"?search=HI", nil).into(t, &page)
	require.Equal(t, "Hi", page.Data[0].Content)
	require.Equal(t, 204, r.ana("DELETE", path+"/"+made.ID, nil).StatusCode)
	r.ana("GET", path, nil).into(t, &page)
	require.Empty(t, page.Data)
}

func TestConversationsArePickedByTheirPriority(t *testing.T) {
	r := newRound(t)
	a := r.ana("PUT", r.path+"/priority", PriorityChange{Priority: PriorityUrgent})
	require.Equal(t, 200, a.StatusCode, "%s", a.body)
	var page ConversationPage
	r.ben("GET", "/api/admin/conversations?priority=urgent", nil).into(t, &page)
	require.Equal(t, PriorityUrgent, page.Data[0].Priority)
	r.ben("GET", "/api/admin/conversations?priority=high", nil).into(t, &page)
	require.Empty(t, page.Data)
}

func TestWhatIsUrgentStandsFirstAmongTheConversationsThatWait(t *testing.T) {
	r := newRound(t)
	first, second, third := r.waiting(), r.waiting(), r.waiting()
	a := r.ana("PUT", "/api/admin/conversations/"+second.ID+"/priority", PriorityChange{Priority: PriorityUrgent})
	require.Equal(t, 200, a.StatusCode, "%s", a.body)
	a = r.ana("PUT", "/api/admin/conversations/"+first.ID+"/priority", PriorityChange{Priority: PriorityLow})
	require.Equal(t, 200, a.StatusCode, "%s", a.body)
	var got []string
	for next := ""; len(got) < 3; {
		var page ConversationPage
		r.ben("GET", "/api/admin/conversations?sort=priority&limit=1"+next, nil).into(t, &page)
		require.Len(t, page.Data, 1)
		if got = append(got, page.Data[0].ID); page.NextCursor != nil {
			next = "&after=" + *page.NextCursor
		}
	}
	require.Equal(t, []string{second.ID, third.ID, first.ID}, got)
}

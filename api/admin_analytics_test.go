package api

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
	"github.com/innconnect/innconnect/internal/store"
)

func TestHowConversationsWentIsCountedAndCompared(t *testing.T) {
	r := newRound(t)
	r.say(r.session, "Can I bring my dog?", "1")
	require.Equal(t, 200, r.ana("POST", r.path+"/takeover", nil).StatusCode)
	require.Equal(t, 200, r.ana("POST", r.path+"/close", nil).StatusCode)
	a := r.call("POST", "/api/chat/session/"+r.session.ID+"/rate", map[string]any{"stars": 4}, "X-Visitor-ID", r.session.VisitorID)
	require.Equal(t, 200, a.StatusCode, "%s", a.body)
	today := time.Now().UTC().Format(time.DateOnly)
	var got Analytics
	r.ana("GET", "/api/admin/analytics?from="+today+"&to="+today, nil).into(t, &got)
	require.Equal(t, []any{int64(1), int64(1), int64(0)}, []any{got.Totals.Conversations, got.Totals.Ended, got.Totals.EndedAlone})
	require.Equal(t, []ReasonCount{{Reason: EscalationReasonManual, Count: 1}}, got.Totals.Escalations)
	require.Equal(t, int64(1), got.Totals.Answers.Count)
	require.NotNil(t, got.Totals.Answers.P95Ms)
	require.Nil(t, got.Totals.FirstReplies.P50Ms)
	require.Equal(t, []int64{0, 0, 0, 1, 0}, got.Totals.Stars)
	require.Equal(t, 4.0, *got.Days[0].RatingAverage)
	require.Len(t, got.Hours, 1)
	require.Equal(t, time.Now().UTC().AddDate(0, 0, -1).Format(time.DateOnly), got.EarlierFrom)
	require.Zero(t, got.Earlier.Conversations)

	for query, want := range map[string]chat.Code{
		"from=2026-03-02&to=2026-03-01":                          chat.CodeInvalid,
		"from=2024-01-01&to=2026-03-01":                          chat.CodeInvalid,
		"from=2026-02-30&to=2026-03-01":                          chat.CodeInvalid,
		"to=2026-03-01":                                          chat.CodeInvalid,
		"from=2026-03-01&to=2026-03-01&site=" + uuid.NewString(): chat.CodeNotFound,
	} {
		for _, path := range []string{"analytics?", "analytics/csv?table=days&", "insights?", "insights/csv?table=pages&"} {
			require.Equal(t, string(want), r.ana("GET", "/api/admin/"+path+query, nil).code(t), path+query)
		}
	}
}

func TestTablesAreExportedAndNoCellIsAFormula(t *testing.T) {
	r := newRig(t)
	boss := r.user(uuid.NewString()+"@example.org", chat.UserAdmin)
	admin := r.cookie(boss.Email, password)
	require.NoError(t, r.store.UpdateSettings(t.Context(), store.SettingsChange{SiteID: r.site.ID, Change: func(s *chat.Settings) { s.Tracking = chat.TrackingOn }}))
	require.NoError(t, r.store.Track(t.Context(), store.Tracked{SiteID: r.site.ID, VisitorID: uuid.NewString(), Conversions: []chat.Conversion{
		{ID: uuid.NewString(), Name: `=HYPERLINK("http://evil.example";"x")`}, {ID: uuid.NewString(), Name: "two, \"three\""},
	}}))
	today := time.Now().UTC().Format(time.DateOnly)
	span := "&site=" + r.site.ID + "&from=" + today + "&to=" + today
	a := r.call("GET", "/api/admin/insights/csv?table=conversions"+span, nil, admin...)
	require.Equal(t, "text/csv", a.Header.Get("Content-Type"))
	require.Equal(t, `attachment; filename="insights-conversions-`+today+`-`+today+`.csv"`, a.Header.Get("Content-Disposition"))
	require.Equal(t, "conversion,count,value,currency\n\"'=HYPERLINK(\"\"http://evil.example\"\";\"\"x\"\")\",1,0,\n\"two, \"\"three\"\"\",1,0,\n", string(a.body))
	for table, head := range map[string]string{
		"analytics/csv?table=days":     "day,conversations,ended,ended_alone,escalations,ratings,rating_average,thumbs_up,thumbs_down,input_tokens,output_tokens\n" + today + ",0,",
		"analytics/csv?table=hours":    "weekday,hour,conversations\n1,0,0\n",
		"analytics/csv?table=reasons":  "reason,escalations\n",
		"analytics/csv?table=models":   "site,model,input_tokens,output_tokens,cost,currency\n",
		"insights/csv?table=pages":     "page,visits,seconds\n",
		"insights/csv?table=interests": "topic,count\n",
	} {
		a := r.call("GET", "/api/admin/"+table+span, nil, admin...)
		require.Equal(t, head, string(a.body)[:min(len(head), len(a.body))], table)
	}
}

func TestACellThatBeginsLikeAFormulaBeginsWithAnApostrophe(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "a=1": "a=1", "12": "12", "’": "’",
		"=1": "'=1", "+1": "'+1", "-1": "'-1", "@A1": "'@A1", "\t=1": "'\t=1", "\r=1": "'\r=1", "  =1": "'  =1", "＝1": "'＝1", "|x": "'|x",
	} {
		require.Equal(t, want, plainCell(text), "%q", text)
	}
}

func TestPricesAreReplacedAsAWhole(t *testing.T) {
	r := newRig(t)
	admin := r.cookie(r.user(uuid.NewString()+"@example.org", chat.UserAdmin).Email, password)
	path := "/api/admin/sites/" + r.site.ID + "/prices"
	set := func(prices ...map[string]any) answer {
		return r.call("PUT", path, map[string]any{"prices": prices}, admin...)
	}
	small := map[string]any{"model": "small", "currency": "EUR", "input": 0.1, "output": 0.3}
	require.Equal(t, 200, set(small).StatusCode)
	require.Equal(t, string(chat.CodeInvalid), set(small, small).code(t))
	require.Equal(t, string(chat.CodeInvalid), set(small, map[string]any{"model": "large", "currency": "USD", "input": 1, "output": 1}).code(t))
	require.Equal(t, string(chat.CodeInvalid), set(map[string]any{"model": "large", "currency": "euro", "input": 1, "output": -1}).code(t))
	var got PriceList
	r.call("GET", path, nil, admin...).into(t, &got)
	require.Equal(t, []ModelPrice{{Model: "small", Currency: "EUR", Input: 0.1, Output: 0.3}}, got.Prices)
	require.Equal(t, 200, r.call("PUT", path, map[string]any{"prices": []any{}}, admin...).StatusCode)
}

func TestOfTooManySitesTheBusiestAreNamed(t *testing.T) {
	var sites []store.SiteTotals
	for i := range maxAnalyticsSites + 1 {
		sites = append(sites, store.SiteTotals{Conversations: int64(i)})
	}
	require.Equal(t, sites[:maxAnalyticsSites], busiest(sites[:maxAnalyticsSites]))
	named := busiest(sites)
	require.Len(t, named, maxAnalyticsSites)
	require.EqualValues(t, maxAnalyticsSites, named[0].Conversations)
	require.EqualValues(t, 1, named[maxAnalyticsSites-1].Conversations)
}

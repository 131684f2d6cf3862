package api

import (
	"context"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
)

func TestAnAdminMakesRotatesAndRevokesKeys(t *testing.T) {
	r := newRig(t)
	admin, keys := r.staff(chat.UserAdmin), "/api/admin/sites/"+r.site.ID+"/keys"
	status := func(key string) int {
		return r.call("GET", "/api/chat/config", nil, "X-API-Key", key, "Origin", "").StatusCode
	}
	var made, rotated SiteKey
	a := admin("POST", keys, `{"kind":"server","name":"crm"}`)
	require.Equal(t, 201, a.StatusCode, "%s", a.body)
	a.into(t, &made)
	require.Equal(t, 200, status(*made.Key))
	a = admin("POST", keys+"/"+made.ID+"/rotate", nil)
	require.Equal(t, 201, a.StatusCode, "%s", a.body)
	a.into(t, &rotated)
	require.Equal(t, 200, status(*rotated.Key))
	require.Equal(t, 200, status(*made.Key), "for seven days")

	a = admin("GET", keys, nil)
	require.NotContains(t, string(a.body), *made.Key)
	require.NotContains(t, string(a.body), *rotated.Key)
	require.Contains(t, string(a.body), r.key)
	var listed SiteKeyList
	a.into(t, &listed)
	require.Equal(t, []string{rotated.ID, made.ID}, []string{listed.Data[0].ID, listed.Data[1].ID})
	require.InDelta(t, defaultKeyOverlap.Seconds(), listed.Data[1].ExpiresAt.Sub(rotated.CreatedAt).Seconds(), 1)

	for range 2 {
		require.Equal(t, 204, admin("DELETE", keys+"/"+made.ID, nil).StatusCode)
	}
	require.Equal(t, 401, status(*made.Key))
	require.Equal(t, 400, admin("POST", keys+"/"+made.ID+"/rotate", nil).StatusCode)
	require.Equal(t, 404, admin("DELETE", keys+"/"+uuid.NewString(), nil).StatusCode)
	require.Equal(t, 404, admin("GET", "/api/admin/sites/"+uuid.NewString()+"/keys", nil).StatusCode)
	require.NotContains(t, r.log.String(), *rotated.Key)
}

func TestAnAdminReplacesOriginsWholeOrNotAtAll(t *testing.T) {
	r := newRig(t)
	admin, path := r.staff(chat.UserAdmin), "/api/admin/sites/"+r.site.ID+"/origins"
	var got OriginList
	admin("PUT", path, `{"origins":["Shop.Example","https://*.shop.example"]}`).into(t, &got)
	require.Equal(t, []string{"https://*.shop.example", "https://shop.example"}, got.Origins)
	for _, bad := range []string{"null", "*", "https://shop.example/", "https://*.com", "file:///tmp", "https://u@shop.example", "https://a.example:*"} {
		a := admin("PUT", path, OriginList{Origins: []string{"https://new.example", bad}})
		require.Equal(t, 400, a.StatusCode, bad)
	}
	admin("GET", path, nil).into(t, &got)
	require.Equal(t, []string{"https://*.shop.example", "https://shop.example"}, got.Origins)
	origins, err := r.store.ListOrigins(context.Background(), r.site.ID)
	require.NoError(t, err)
	require.Equal(t, got.Origins, origins)
}

func TestSitesComeInPagesAndByWhatIsAskedFor(t *testing.T) {
	r := newRig(t)
	other, _ := otherSite(t, r)
	admin := r.staff(chat.UserAdmin)
	list := func(query string) (page SitePage) {
		t.Helper()
		a := admin("GET", "/api/admin/sites?"+query, nil)
		require.Equal(t, 200, a.StatusCode, "%s", a.body)
		a.into(t, &page)
		return page
	}
	first := list("limit=1")
	second := list("limit=1&after=" + *first.NextCursor)
	require.Nil(t, second.NextCursor)
	require.ElementsMatch(t, []string{r.site.ID, other.ID}, []string{first.Data[0].ID, second.Data[0].ID})
	named := list("ids=" + uuid.NewString() + "," + upper(other.ID))
	require.Len(t, named.Data, 1)
	require.Equal(t, other.ID, named.Data[0].ID)
	require.Empty(t, list("q=nothing+is+called+so").Data)
	require.Equal(t, 400, admin("GET", "/api/admin/sites?after=YQ.00000000-0000-0000-0000-00000000000-", nil).StatusCode)
}

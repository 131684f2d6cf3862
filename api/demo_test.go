package api

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/innconnect/innconnect/internal/chat"
)

func TestTheDemoPageEmbedsTheWidgetAsAnyPageDoes(t *testing.T) {
	var key string
	r := newRig(t, func(o *Options) {
		o.DemoKey = func(context.Context) (string, error) { return key, nil }
	})
	key = r.key
	for _, path := range []string{"/demo", "/demo/"} {
		page := r.call("GET", path, nil, "X-API-Key", "")
		require.Equal(t, 200, page.StatusCode)
		blocks := regexp.MustCompile(`(?s)<script>(.*?window\.InnConnectConfig = .*?)</script>\s*<script src="/widget/innconnect-widget\.js" defer></script>\s*</body>`).FindSubmatch(page.body)
		require.NotNil(t, blocks, "the two script blocks stand just before the end of the body")
		require.Contains(t, string(blocks[1]), "apiKey: '"+r.key+"'")
		hash := sha256.Sum256(blocks[1])
		policy := page.Header.Get("Content-Security-Policy")
		require.Contains(t, policy, "script-src 'self' 'sha256-"+base64.StdEncoding.EncodeToString(hash[:])+"';")
		require.NotContains(t, policy, "unsafe")
		require.NotRegexp(t, `\son[a-z]+=|\sstyle=|(src|href)="https?:`, string(page.body))
	}
	loader, err := http.Get(r.server.URL + "/widget/innconnect-widget.js") // any page may read it, unlike the API's answers
	require.NoError(t, err)
	defer loader.Body.Close()
	require.Equal(t, 200, loader.StatusCode)
}

func TestTheDemoPageLoadsOnlyItsOwnFiles(t *testing.T) {
	r := newRig(t, func(o *Options) {
		o.DemoKey = func(context.Context) (string, error) { return "sk_demo", nil }
	})
	page := r.call("GET", "/demo", nil, "X-API-Key", "")
	for _, file := range regexp.MustCompile(`(?:src|href)="(/demo/[^"]+)"`).FindAllStringSubmatch(string(page.body), -1) {
		require.Equal(t, 200, r.call("GET", file[1], nil).StatusCode, file[1])
	}
	script := r.call("GET", "/demo/main.js", nil)
	require.Contains(t, script.Header.Get("Content-Type"), "javascript")
	for _, file := range regexp.MustCompile(`from "\./([a-z]+\.js)"`).FindAllStringSubmatch(string(script.body), -1) {
		require.Equal(t, 200, r.call("GET", "/demo/"+file[1], nil).StatusCode)
	}
	for _, path := range []string{"/demo/nothing.js", "/demo/../../etc/passwd", "/demo/%2e%2e/api.go", "/demo/."} {
		a := r.call("GET", path, nil)
		require.Contains(t, []int{200, 404}, a.StatusCode, path)
		require.NotContains(t, string(a.body), "package api")
	}
}

func TestThereIsNoDemoWithoutADemoSite(t *testing.T) {
	require.Equal(t, 404, newRig(t).call("GET", "/demo", nil).StatusCode)
	r := newRig(t, func(o *Options) {
		o.DemoKey = func(context.Context) (string, error) { return "", chat.ErrNotFound }
	})
	require.Equal(t, 404, r.call("GET", "/demo", nil).StatusCode)
}

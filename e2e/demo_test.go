package e2e

import "testing"

// TestTheDemoPageInABrowser plays a visitor in Chromium against the built
// binary, with the demo articles.
func TestTheDemoPageInABrowser(t *testing.T) {
	browser := chromium(t)
	s := prepareStack(t)
	s.run("site", "update", "--id", s.site.ID, "--name", "Havenlicht Hotels", "--origin", testOrigin, "--origin", s.base)
	s.run("kb", "import", "--site", s.site.ID, "../internal/demo/kb/en", "../internal/demo/kb/nl")
	s.env = append(s.env, "DEMO_SITE_KEY="+s.site.APIKey)
	s.start("api")
	s.waitReady()
	s.start("worker")
	s.play(browser, "demo")
}

package dev

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

func TestSignedBy(t *testing.T) {
	deb822 := `# the distribution
Types: deb
URIs: http://mirror.example/debian
Suites: stable
Signed-By: /usr/share/keyrings/first.gpg

# updates
Types: deb
# a comment inside
Suites: stable-security
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 abc
 -----END PGP PUBLIC KEY BLOCK-----
Components: main

Types: deb
Suites: local
`
	dir := t.TempDir()
	sources := filepath.Join(dir, "a.sources")
	list := filepath.Join(dir, "a.list")
	for path, text := range map[string]string{
		sources: deb822,
		list:    "# comment\ndeb [arch=amd64 signed-by=/k.gpg] http://mirror.example/x stable main\ndeb http://mirror.example/y stable main\n",
	} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		file  string
		entry int
		want  string
	}{
		{sources, 1, "/usr/share/keyrings/first.gpg"},
		{sources, 2, "\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n abc\n -----END PGP PUBLIC KEY BLOCK-----"},
		{sources, 3, ""},
		{list, 2, "/k.gpg"},
		{list, 3, ""},
	} {
		got, err := signedBy(c.file + ":" + strconv.Itoa(c.entry))
		if err != nil || got != c.want {
			t.Errorf("%s entry %d: %q, %v; want %q", filepath.Base(c.file), c.entry, got, err, c.want)
		}
	}
	if _, err := signedBy(list + ":9"); err == nil {
		t.Error("an entry that is not there: no error")
	}
}

func TestSourceStanza(t *testing.T) {
	got := sourceSuite{uri: "http://mirror.example/u", suite: "next", signedBy: "/k.gpg", distribution: "ubuntu"}.stanza()
	want := "Types: deb-src\nURIs: http://mirror.example/u\nSuites: next\nComponents: main universe\nSigned-By: /k.gpg\n"
	if got != want {
		t.Errorf("got\n%s", got)
	}
}

func TestOSRelease(t *testing.T) {
	text := "PRETTY_NAME=\"Debian GNU/Linux 12\"\nVERSION_CODENAME=bookworm\nID=debian\n"
	if got := osRelease(text, "VERSION_CODENAME") + " " + osRelease(text, "ID") + osRelease(text, "NONE"); got != "bookworm debian" {
		t.Errorf("got %q", got)
	}
}

func TestVersions(t *testing.T) {
	for text, want := range map[string]version{
		"15.20": {15, 20}, "0.8.0-1": {0, 8}, "17beta1": {17, 0}, "0.10.2": {0, 10}, "": {}, "abc": {},
	} {
		if got := parseVersion(text); got != want {
			t.Errorf("%q is %v, want %v", text, got, want)
		}
	}
	control := "comment = 'vector data type'\ndefault_version = '0.8.0'\nmodule_pathname = '$libdir/vector'\n"
	if got := controlVersion(control); got != (version{0, 8}) {
		t.Errorf("control file: %v", got)
	}
	if !(version{0, 7}).less(minPgvector) || (version{0, 8}).less(minPgvector) || (version{1, 0}).less(minPgvector) {
		t.Error("versions are compared wrongly")
	}
}

func TestMissingPostgresSaysWhatToInstall(t *testing.T) {
	for name, c := range map[string]struct {
		found bool
		major int
		want  string
	}{
		"nothing":          {false, 0, "install postgresql"},
		"another cluster":  {false, 13, "install postgresql-13"},
		"without pgvector": {true, 0, "install postgresql-15-pgvector"},
	} {
		err := missingPostgres(pgInstall{major: 15, binDir: "/usr/lib/postgresql/15/bin"}, c.found, c.major)
		if !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

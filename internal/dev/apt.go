package dev

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// apt installs what a fresh Debian or Ubuntu lacks.
type apt struct {
	steps    steps
	buildDir string // scratch folder for what is built from source
	updated  bool
}

// aptUsable says whether this process may install packages.
func aptUsable() bool {
	_, err := exec.LookPath("apt-get")
	return err == nil && os.Geteuid() == 0
}

// aptTurn: apt-get does not wait for another one that reads package lists.
var aptTurn sync.Mutex

func (a *apt) get(ctx context.Context, label string, args ...string) error {
	aptTurn.Lock()
	defer aptTurn.Unlock()
	args = append([]string{"-q", "-o", "DPkg::Lock::Timeout=300"}, args...)
	cmd := exec.CommandContext(ctx, "apt-get", args...)
	cmd.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
	err := a.steps.run(ctx, label, cmd)
	return err
}

// update reads the package lists, once: a fresh container has none.
func (a *apt) update(ctx context.Context) error {
	if a.updated {
		return nil
	}
	if err := a.get(ctx, "reading the package lists (apt-get update)", "update"); err != nil {
		return err
	}
	a.updated = true
	return nil
}

func (a *apt) install(ctx context.Context, packages ...string) error {
	if err := a.update(ctx); err != nil {
		return err
	}
	list := strings.Join(packages, " ")
	return a.get(ctx, "installing "+list+" (apt-get)", append([]string{"install", "-y", "--no-install-recommends"}, packages...)...)
}

// candidate returns the version that apt would install, zero when there is none.
func (a *apt) candidate(ctx context.Context, name string) version {
	out, err := exec.CommandContext(ctx, "apt-cache", "show", "--no-all-versions", name).Output()
	if err != nil {
		return version{}
	}
	return parseVersion(field(string(out), "Version"))
}

// field returns the value of the first "Name: value" line.
func field(text, name string) string {
	for line := range strings.Lines(text) {
		if value, found := strings.CutPrefix(line, name+":"); found {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// newerSuites lists, for each distribution, the releases whose pgvector source
// is recent enough, the longest-lived first.
var newerSuites = map[string][]string{
	"debian": {"trixie", "forky"},
	"ubuntu": {"resolute", "questing", "plucky"},
}

// fetchPgvector downloads the distribution's own pgvector source package of a
// newer release and returns its unpacked folder. The mirror and its signing
// keys are those of this machine's apt configuration, and apt checks
// signatures and checksums as for any package. The machine's package lists
// are not touched.
func (a *apt) fetchPgvector(ctx context.Context) (string, error) {
	release, err := os.ReadFile("/etc/os-release")
	if err != nil {
		return "", fmt.Errorf("find out which distribution this is: %w", err)
	}
	id := osRelease(string(release), "ID")
	codename := osRelease(string(release), "VERSION_CODENAME")
	out, err := exec.CommandContext(ctx, "apt-get", "indextargets", "Created-By: Packages", "Codename: "+codename, "Component: main").Output()
	if err != nil {
		return "", fmt.Errorf("ask apt for its mirrors: %w", err)
	}
	uri, entry := field(string(out), "Repo-URI"), field(string(out), "Sourcesentry")
	if uri == "" {
		return "", fmt.Errorf("apt knows no mirror for %q", codename)
	}
	keys, err := signedBy(entry)
	if err != nil {
		return "", err
	}
	err = fmt.Errorf("no newer release of %q is known", id)
	for _, suite := range newerSuites[id] {
		var dir string
		dir, err = a.fetchSource(ctx, sourceSuite{uri: uri, suite: suite, signedBy: keys, distribution: id})
		if err == nil {
			return dir, nil
		}
		if ctx.Err() != nil {
			return "", err
		}
	}
	return "", err
}

func osRelease(text, key string) string {
	for line := range strings.Lines(text) {
		if value, found := strings.CutPrefix(strings.TrimSpace(line), key+"="); found {
			return strings.Trim(value, `"'`)
		}
	}
	return ""
}

var listOption = regexp.MustCompile(`\bsigned-by=([^\s\]]+)`)

// signedBy returns the keys that sign an entry ("file:number") of the apt
// sources, as the value of a Signed-By field: "" means apt's own key folder.
func signedBy(entry string) (string, error) {
	file, number, _ := strings.Cut(entry, ":")
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 {
		return "", fmt.Errorf("apt source %q: no entry number", entry)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("read apt source: %w", err)
	}
	if strings.HasSuffix(file, ".sources") {
		return stanzaSignedBy(string(data), n), nil
	}
	lines := strings.Split(string(data), "\n")
	if n > len(lines) {
		return "", fmt.Errorf("apt source %q: no such line", entry)
	}
	if m := listOption.FindStringSubmatch(lines[n-1]); m != nil {
		return m[1], nil
	}
	return "", nil
}

// stanzaSignedBy returns the Signed-By field of the n-th paragraph, counted
// from 1, with the lines that continue it: a key may be written out in full.
func stanzaSignedBy(text string, n int) string {
	var value []string
	inField, inStanza, stanza := false, false, 0
	for _, line := range strings.Split(text, "\n") {
		blank := strings.TrimSpace(line) == ""
		comment := strings.HasPrefix(line, "#")
		switch {
		case blank:
			inStanza, inField = false, false
		case comment:
		default:
			if !inStanza {
				inStanza = true
				stanza++
			}
			if strings.HasPrefix(line, " ") || strings.HasPrefix(line, "\t") {
				if inField {
					value = append(value, line)
				}
				continue
			}
			first, found := strings.CutPrefix(line, "Signed-By:")
			inField = found && stanza == n
			if inField {
				value = append(value, strings.TrimSpace(first))
			}
		}
	}
	return strings.Join(value, "\n")
}

type sourceSuite struct {
	uri, suite, signedBy, distribution string
}

func (s sourceSuite) stanza() string {
	components := "main"
	if s.distribution == "ubuntu" {
		components = "main universe"
	}
	text := fmt.Sprintf("Types: deb-src\nURIs: %s\nSuites: %s\nComponents: %s\n", s.uri, s.suite, components)
	if s.signedBy != "" {
		text += "Signed-By: " + s.signedBy + "\n"
	}
	return text
}

// fetchSource downloads and unpacks the source with an apt configuration of
// its own, in a folder of its own.
func (a *apt) fetchSource(ctx context.Context, s sourceSuite) (string, error) {
	dir := filepath.Join(a.buildDir, "pgvector-"+s.suite)
	if err := os.RemoveAll(dir); err != nil {
		return "", fmt.Errorf("clear the build folder: %w", err)
	}
	for _, sub := range []string{"sources", "lists/partial", "cache/archives/partial", "source"} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o755); err != nil {
			return "", fmt.Errorf("make the build folder: %w", err)
		}
	}
	conf := fmt.Sprintf("Dir::Etc::SourceList \"/dev/null\";\nDir::Etc::SourceParts %q;\nDir::State::Lists %q;\nDir::Cache %q;\n"+
		"APT::Sandbox::User \"root\";\nAPT::Update::Error-Mode \"any\";\n", // the folder may be closed to apt's own user
		filepath.Join(dir, "sources"), filepath.Join(dir, "lists"), filepath.Join(dir, "cache"))
	confFile := filepath.Join(dir, "apt.conf")
	if err := errors.Join(
		os.WriteFile(confFile, []byte(conf), 0o644),
		os.WriteFile(filepath.Join(dir, "sources", "newer.sources"), []byte(s.stanza()), 0o644),
	); err != nil {
		return "", fmt.Errorf("write the apt configuration: %w", err)
	}
	private := func(label string, args ...string) error {
		cmd := exec.CommandContext(ctx, "apt-get", append([]string{"-q"}, args...)...)
		cmd.Dir = filepath.Join(dir, "source")
		cmd.Env = append(os.Environ(), "APT_CONFIG="+confFile)
		err := a.steps.run(ctx, label, cmd)
		return err
	}
	lists := "reading the source lists of " + s.suite
	err := private(lists, "update")
	if err != nil && strings.Contains(err.Error(), "NO_PUBKEY") {
		// A newer release may be signed by a key that came after this
		// machine was installed; the distribution's keyring package has it.
		if err := a.install(ctx, keyringPackage[s.distribution]); err != nil {
			return "", err
		}
		err = private(lists, "update")
	}
	if err != nil {
		return "", err
	}
	if err := private("downloading the source of pgvector", "source", "pgvector"); err != nil {
		return "", err
	}
	found, _ := filepath.Glob(filepath.Join(dir, "source", "pgvector-*", "Makefile"))
	if len(found) != 1 {
		return "", fmt.Errorf("the source package of %s unpacked to no single pgvector folder in %s", s.suite, dir)
	}
	return filepath.Dir(found[0]), nil
}

var keyringPackage = map[string]string{"debian": "debian-archive-keyring", "ubuntu": "ubuntu-keyring"}

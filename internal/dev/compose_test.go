package dev

import (
	"go/ast"
	"go/parser"
	"go/token"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/types"

	"github.com/innconnect/innconnect/internal/config"
)

const composeFile = "../../docker-compose.yml"

// productServices run our own image.
var productServices = []string{"migrate", "api", "worker"}

// composeOnly are variables of the compose file alone.
var composeOnly = []string{"POSTGRES_PASSWORD"}

func loadCompose(t *testing.T) *types.Project {
	t.Helper()
	options, err := cli.NewProjectOptions([]string{composeFile}, cli.WithProfiles([]string{"*"}))
	if err != nil {
		t.Fatal(err)
	}
	project, err := options.LoadProject(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return project
}

// settings maps every variable of our configuration to its default.
func settings() map[string]string {
	defaults := map[string]string{}
	for _, f := range reflect.VisibleFields(reflect.TypeFor[config.Config]()) {
		if name := f.Tag.Get("env"); name != "" {
			name, _, _ = strings.Cut(name, ",")
			defaults[name] = f.Tag.Get("envDefault")
		}
	}
	return defaults
}

// subcommands reads the names of our subcommands out of the command's source.
func subcommands(t *testing.T) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "../../cmd/innconnect/main.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.TypeSpec)
		if !ok || spec.Name.Name != "commands" {
			return true
		}
		for _, field := range spec.Type.(*ast.StructType).Fields.List {
			name := strings.ToLower(field.Names[0].Name)
			if field.Tag != nil {
				tag := reflect.StructTag(strings.Trim(field.Tag.Value, "`"))
				if given := tag.Get("name"); given != "" {
					name = given
				}
			}
			names = append(names, name)
		}
		return false
	})
	if len(names) == 0 {
		t.Fatal("no subcommands found in cmd/innconnect/main.go")
	}
	return names
}

func TestComposeUsesOurSettingsAndCommands(t *testing.T) {
	project, known, commands := loadCompose(t), settings(), subcommands(t)
	for _, name := range productServices {
		service, err := project.GetService(name)
		if err != nil {
			t.Fatal(err)
		}
		if len(service.Command) != 1 || !slices.Contains(commands, service.Command[0]) {
			t.Errorf("%s runs %v, want one of %v", name, service.Command, commands)
		}
		for variable := range service.Environment {
			if _, ok := known[variable]; !ok {
				t.Errorf("%s sets %s, which our configuration does not have", name, variable)
			}
		}
	}
}

// Variables that people set from outside have the names and the defaults of
// our configuration.
func TestComposeVariablesHaveOurDefaults(t *testing.T) {
	text, err := os.ReadFile(composeFile)
	if err != nil {
		t.Fatal(err)
	}
	known := settings()
	for _, m := range regexp.MustCompile(`[^$]\$\{(\w+):-([^}]*)\}`).FindAllStringSubmatch(string(text), -1) {
		name, fallback := m[1], m[2]
		if slices.Contains(composeOnly, name) {
			continue
		}
		want, ok := known[name]
		if !ok {
			t.Errorf("%s is no variable of our configuration", name)
		} else if fallback != want {
			t.Errorf("%s defaults to %q here and to %q in our configuration", name, fallback, want)
		}
	}
}

// Addresses given to our processes lead to a service of the file, on the port
// that it opens.
func TestComposeAddressesLeadToServices(t *testing.T) {
	project := loadCompose(t)
	api, err := project.GetService("api")
	if err != nil {
		t.Fatal(err)
	}
	value := func(service types.ServiceConfig, name string) string {
		if v := service.Environment[name]; v != nil {
			return *v
		}
		return ""
	}
	for _, name := range []string{"DATABASE_URL", "TEMPORAL_ADDRESS", "EMBEDDINGS_URL"} {
		address := value(api, name)
		if !strings.Contains(address, "://") {
			address = "tcp://" + address
		}
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		target, err := project.GetService(u.Hostname())
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !slices.ContainsFunc(target.Ports, func(p types.ServicePortConfig) bool { return strconv.Itoa(int(p.Target)) == u.Port() }) {
			t.Errorf("%s asks %s on port %s, which it does not open", name, u.Hostname(), u.Port())
		}
	}

	postgres, _ := project.GetService("postgres")
	u, err := url.Parse(value(api, "DATABASE_URL"))
	if err != nil {
		t.Fatal(err)
	}
	password, _ := u.User.Password()
	for name, got := range map[string]string{
		"POSTGRES_USER": u.User.Username(), "POSTGRES_PASSWORD": password, "POSTGRES_DB": strings.TrimPrefix(u.Path, "/"),
	} {
		if want := value(postgres, name); got != want {
			t.Errorf("DATABASE_URL has %q where postgres has %s=%q", got, name, want)
		}
	}
	embedder, _ := project.GetService("embedder")
	if model := value(api, "EMBEDDINGS_MODEL"); !slices.Contains(embedder.Command, model) {
		t.Errorf("the embedder does not serve %s", model)
	}
}

func TestComposeHealthCheckAsksTheAPI(t *testing.T) {
	project := loadCompose(t)
	api, err := project.GetService("api")
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(api.HealthCheck.Test[len(api.HealthCheck.Test)-1])
	if err != nil {
		t.Fatal(err)
	}
	if port := *api.Environment["PORT"]; u.Port() != port || strconv.Itoa(int(api.Ports[0].Target)) != port {
		t.Errorf("the API listens on %s, is asked on %s and published from %d", port, u.Port(), api.Ports[0].Target)
	}
	contract, err := os.ReadFile("../../api/openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(contract), "\n  "+u.Path+":\n") {
		t.Errorf("%s is no path of the API", u.Path)
	}
}

// Everything pulled is pinned; what others wait for can be waited for.
func TestComposeIsPinnedAndOrdered(t *testing.T) {
	project := loadCompose(t)
	for name, service := range project.Services {
		if service.Build == nil {
			_, tag, _ := strings.Cut(filepath.Base(service.Image), ":")
			if tag == "" || tag == "latest" {
				t.Errorf("%s: image %s is not pinned", name, service.Image)
			}
		}
		for other, dependency := range service.DependsOn {
			target, err := project.GetService(other)
			if err != nil {
				t.Errorf("%s waits for %v", name, err)
				continue
			}
			if dependency.Condition == types.ServiceConditionHealthy && target.HealthCheck == nil {
				t.Errorf("%s waits for the health of %s, which has no check", name, other)
			}
			if dependency.Condition == types.ServiceConditionCompletedSuccessfully && target.Restart == "unless-stopped" {
				t.Errorf("%s waits for the end of %s, which never ends", name, other)
			}
		}
		for _, volume := range service.Volumes {
			if volume.Type != types.VolumeTypeBind {
				continue
			}
			if _, err := os.Stat(volume.Source); err != nil {
				t.Errorf("%s mounts what is not there: %v", name, err)
			}
		}
	}
}

// The container of Temporal runs the version that tools/temporal pins.
func TestComposeRunsThePinnedTemporal(t *testing.T) {
	module, err := os.ReadFile("../../tools/temporal/go.mod")
	if err != nil {
		t.Fatal(err)
	}
	project := loadCompose(t)
	for service, path := range map[string]string{
		"temporal": "go.temporal.io/server", "temporal-schema": "go.temporal.io/server",
		"temporal-namespace": "go.temporal.io/server", "temporal-ui": "github.com/temporalio/ui-server/v2",
	} {
		s, err := project.GetService(service)
		if err != nil {
			t.Fatal(err)
		}
		_, tag, _ := strings.Cut(s.Image, ":")
		if !strings.Contains(string(module), path+" v"+tag+"\n") && !strings.Contains(string(module), path+" v"+tag+" ") {
			t.Errorf("%s is %s, and tools/temporal pins another version", service, s.Image)
		}
	}
}
